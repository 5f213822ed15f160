import { createHash } from 'node:crypto'
import { type BigIntStats, readFileSync } from 'node:fs'
import type { Digest } from '@slipway/core'
import { replaceFile } from './replace-file.ts'
import type { Tick } from './scratch.ts'

const HEADER = 'slipway-index 1\n'

/**
 * What identifies the state of a file without reading it: inode, size, times and the executable bit. No evidence of
 * content by itself; only an entry of this index says that a file in this very state was read.
 */
export function stampOf(stats: BigIntStats): string {
  return `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs} ${isExecutable(stats) ? 'x' : 'f'}`
}

export function isExecutable(stats: BigIntStats): boolean {
  return (stats.mode & 0o100n) !== 0n
}

/** What a file held when it was in that state. */
interface Entry {
  readonly stamp: string
  readonly oid: Digest
}

/**
 * Digests of the files of one target, so that unchanged files are not read again. A cache: losing it costs time only,
 * and of two writers the last one's stays.
 */
export class VerifiedIndex {
  readonly #file: string
  readonly #before: ReadonlyMap<string, Entry>
  readonly #now = new Map<string, Entry>()
  #changed = false

  private constructor(file: string, before: ReadonlyMap<string, Entry>) {
    this.#file = file
    this.#before = before
  }

  /** A missing or damaged file is an empty index. */
  static load(file: string): VerifiedIndex {
    try {
      return new VerifiedIndex(file, parseIndex(readFileSync(file)))
    } catch {
      return new VerifiedIndex(file, new Map())
    }
  }

  /** The digest of a file that is in the state in which it was read; it is kept for the next time. */
  find(path: string, stats: BigIntStats): Digest | undefined {
    const entry = this.#before.get(path)
    if (entry?.stamp !== stampOf(stats)) return undefined
    this.#now.set(path, entry)
    return entry.oid
  }

  /**
   * Notes what a file held.
   * @param tick from before the file was looked at; a file that changed since then could change once more without a new
   *   time, so it is not noted, and read again the next time
   */
  note(path: string, stats: BigIntStats, oid: Digest, tick: Tick): void {
    if (stats.dev !== tick.dev || stats.ctimeNs >= tick.ns) return
    this.#now.set(path, { stamp: stampOf(stats), oid })
    this.#changed = true
  }

  /**
   * Writes the entries that were found or noted since load(), where they differ from those before.
   * @param staging folder for the unfinished file
   */
  save(staging: string): void {
    if (!this.#changed && this.#now.size === this.#before.size) return
    const lines = [...this.#now].map(([path, { stamp, oid }]) => `${stamp} ${oid} ${path}\0`)
    const body = Buffer.from(HEADER + lines.join(''))
    replaceFile(this.#file, Buffer.concat([body, Buffer.from(checksum(body))]), staging)
  }
}

const LINE = /^([0-9]+ [0-9]+ [0-9]+ [0-9]+ [fx]) (sha256:[0-9a-f]{64}) (.*)$/s
const CHECKSUM_LENGTH = 64

function checksum(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}

function parseIndex(content: Buffer): ReadonlyMap<string, Entry> {
  const body = content.subarray(0, -CHECKSUM_LENGTH)
  const entries = new Map<string, Entry>()
  if (checksum(body) !== content.subarray(-CHECKSUM_LENGTH).toString('latin1')) return entries
  const text = body.toString('utf8')
  if (!text.startsWith(HEADER)) return entries
  for (const line of text.slice(HEADER.length).split('\0').slice(0, -1)) {
    const [, stamp, oid, path] = LINE.exec(line) ?? []
    if (stamp !== undefined && oid !== undefined && path !== undefined)
      entries.set(path, { stamp, oid: oid as Digest })
  }
  return entries
}
