import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type Digest, SlipwayError } from '@slipway/core'
import { storeError } from '../error.ts'
import { SMALL_BYTES } from '../hash-file.ts'
import { openScratch, removeScratch } from '../scratch.ts'
import type { Store } from '../store.ts'
import { type DvcName, isDvcFolder, readNamed } from './dvc-name.ts'
import type { ObjectReader } from './folder-reader.ts'
import { type DvcFile, parseDvcFolder } from './parse-dvc-folder.ts'

export interface CopiedBlob {
  readonly oid: Digest
  readonly bytes: number
  /** False when the store had the content already. */
  readonly created: boolean
}

/** What DVC keeps in one place, a cache or a remote, in the layout of DVC 3 or of DVC 2; to be read, never written. */
export class DvcObjects {
  readonly url: string
  /** How many operations pay off at a time. */
  readonly concurrency: number
  readonly #reader: ObjectReader

  constructor(reader: ObjectReader) {
    this.#reader = reader
    this.url = reader.url
    this.concurrency = reader.concurrency ?? 1
  }

  /** A place that could not be opened, which is an error once something is wanted of it. */
  static unreachable(url: string, reason: unknown): DvcObjects {
    return new DvcObjects({
      url,
      // biome-ignore lint/correctness/useYield: it has nothing to give
      async *read() {
        throw reason
      },
    })
  }

  /**
   * Copies an object into a store, once every byte of it is known to be what the name promises.
   * @param scratch folder for what has to be known before it can be stored
   * @returns undefined where the place does not have it
   * @throws store/object-corrupt, store/read-failed, store/write-failed
   */
  async copyTo(store: Store, name: DvcName, scratch: string): Promise<CopiedBlob | undefined> {
    for (const path of pathsOf(name)) {
      try {
        return await this.#copy(path, store, name, scratch)
      } catch (error) {
        if (!isMissing(error)) throw error
      }
    }
    return undefined
  }

  /** The files of a folder; undefined where the place does not have the list. @throws store/object-corrupt */
  async readFolder(name: DvcName): Promise<readonly DvcFile[] | undefined> {
    for (const path of pathsOf(name)) {
      try {
        const chunks: Uint8Array[] = []
        const keep = (chunk: Uint8Array) => chunks.push(Uint8Array.from(chunk))
        // DVC hashes the list as it is, in both versions.
        const { isNamed, md5 } = await readNamed(this.#reader.read(path), { ...name, dos2unix: false }, keep)
        if (!isNamed) throw this.#corrupt(path, md5, name)
        return parseDvcFolder(Buffer.concat(chunks).toString('utf8'), name, this.url)
      } catch (error) {
        if (!isMissing(error)) throw error
      }
    }
    return undefined
  }

  async #copy(path: string, store: Store, name: DvcName, scratch: string): Promise<CopiedBlob> {
    const local = this.#reader.localFile?.(path)
    if (local !== undefined) {
      const read = await readNamed(this.#reader.read(path), name)
      if (!read.isNamed) throw this.#corrupt(path, read.md5, name)
      const { oid, bytes, content } = read
      return { oid, bytes, created: await store.writeBlob(oid, bytes, content ?? { file: local }) }
    }
    const folder = openScratch(scratch)
    try {
      const file = join(folder, 'object')
      const read = await readToFile(this.#reader.read(path), name, file)
      if (!read.isNamed) throw this.#corrupt(path, read.md5, name)
      const { oid, bytes, content } = read
      return { oid, bytes, created: await store.writeBlob(oid, bytes, content ?? { file }) }
    } finally {
      removeScratch(folder)
    }
  }

  #corrupt(path: string, found: string, { md5 }: DvcName): Error {
    return storeError(
      'store/object-corrupt',
      `Cannot import "${path}" from "${this.url}": its content has MD5 ${found}; expected ${md5}`,
      {
        hint: 'Delete it there and bring it back with `dvc push` or `dvc fetch`; nothing of it was imported',
      },
    )
  }
}

/** Small content stays in memory: its file is only opened when it has outgrown it. */
async function readToFile(chunks: AsyncIterable<Uint8Array>, name: DvcName, file: string) {
  let fd: number | undefined
  let waiting: Uint8Array[] = []
  let bytes = 0
  const write = (chunk: Uint8Array) => {
    fd ??= openSync(file, 'wx')
    let at = 0
    while (at < chunk.length) at += writeSync(fd, chunk, at)
  }
  try {
    return await readNamed(chunks, name, (chunk) => {
      bytes += chunk.length
      waiting.push(fd === undefined ? Uint8Array.from(chunk) : chunk)
      if (bytes <= SMALL_BYTES) return
      for (const each of waiting) write(each)
      waiting = []
    })
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

/** `files/md5/aa/…` of DVC 3 and `aa/…` of DVC 2; each can hold what the other's files name. */
function pathsOf({ md5, dos2unix }: DvcName): readonly string[] {
  const old = `${md5.slice(0, 2)}/${md5.slice(2)}`
  const paths = [`files/md5/${old}`, old]
  return dos2unix ? paths.reverse() : paths
}

function isMissing(error: unknown): boolean {
  return error instanceof SlipwayError && error.code === 'store/object-missing'
}

/** What is in none of these places. */
export function dvcMissing(name: DvcName, places: readonly DvcObjects[]): Error {
  const where = places.map(({ url }) => `"${url}"`).join(' and ') || 'any place: none is known'
  return storeError(
    'store/object-missing',
    `Cannot import ${isDvcFolder(name) ? 'folder' : 'file'} ${name.md5}: it is not in ${where}`,
    { hint: 'Run `dvc pull` where its remote can be reached, then import again' },
  )
}
