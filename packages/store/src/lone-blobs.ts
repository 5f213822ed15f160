import { readdirSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Digest } from '@slipway/core'
import { hasCode, ioFailure } from './io-failure.ts'
import { blobPath } from './store-path.ts'

/**
 * Which blobs have a file of their own in a store on this machine. Where most are in packs these are few: one look into each
 * of 256 folders answers for a whole tree. What another process writes meanwhile is not seen, which costs a second copy.
 */
export class LoneBlobs {
  readonly #fileOf: (path: string) => string
  readonly #names = new Map<string, Set<string>>()

  /** @param fileOf the file of an object of the store */
  constructor(fileOf: (path: string) => string) {
    this.#fileOf = fileOf
  }

  has(oid: Digest, bytes: number): boolean {
    if (!this.mayHave(oid)) return false
    return statSync(this.#fileOf(blobPath(oid)), { throwIfNoEntry: false })?.size === bytes
  }

  /** Whether it had such a file, of whatever size. */
  mayHave(oid: Digest): boolean {
    const path = blobPath(oid)
    return this.#namesBeside(path).has(basename(path))
  }

  /** Takes over what was just written. */
  note(oid: Digest): void {
    const path = blobPath(oid)
    this.#namesBeside(path).add(basename(path))
  }

  #namesBeside(path: string): Set<string> {
    const folder = path.slice(0, path.lastIndexOf('/'))
    const known = this.#names.get(folder)
    if (known) return known
    const names = new Set(readNames(dirname(this.#fileOf(path))))
    this.#names.set(folder, names)
    return names
  }
}

function readNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return []
    throw ioFailure('read', folder, folder, cause)
  }
}
