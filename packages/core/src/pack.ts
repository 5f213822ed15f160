import { type Digest, hexOf } from './digest.ts'
import { coreError } from './error.ts'
import { parseCount } from './parse-count.ts'

/** One blob of a pack; they stand in it in the order of its index, without anything between them. @see docs/formats/pack.md */
export interface PackEntry {
  readonly oid: Digest
  readonly bytes: number
}

const HEADER = 'slipway-pack 1\n'
const TRAILER = /^index ([0-9]{10})\n$/
const LENGTH_DIGITS = 10

/** Length of what ends every pack and says how long its index is. */
export const PACK_TRAILER_BYTES = 'index '.length + LENGTH_DIGITS + 1

/** Bytes of a pack beside its blobs and their lines in the index. */
export const PACK_FRAME_BYTES = HEADER.length + PACK_TRAILER_BYTES

/** No pack is larger, its index and trailer included. */
export const PACK_BYTES = 64 << 20

/** Where a pack lies in a store. */
export function packPath(pack: Digest): string {
  return `k/${hexOf(pack).slice(0, 2)}/${hexOf(pack)}`
}

/** What stands behind the blobs of a pack: its index and the trailer. */
export function formatPackEnd(entries: readonly PackEntry[]): string {
  const index = HEADER + entries.map(({ oid, bytes }) => `${hexOf(oid)} ${bytes}\n`).join('')
  return `${index}index ${String(index.length).padStart(LENGTH_DIGITS, '0')}\n`
}

/** Bytes that a blob of this size takes in the index. */
export function packEntryBytes(bytes: number): number {
  return 64 + 1 + String(bytes).length + 1
}

/**
 * Length of the index, from the last bytes of a pack.
 * @throws core/pack-invalid
 */
export function parsePackTrailer(text: string): number {
  const digits = TRAILER.exec(text)?.[1]
  if (digits === undefined) throw invalid(`it ends with "${text.slice(-40)}"`)
  return Number(digits)
}

/**
 * Reads the index of a pack, without its trailer.
 * @param packBytes size of the whole pack, which the sizes in it have to make up
 * @throws core/pack-invalid
 */
export function parsePackIndex(text: string, packBytes: number): readonly PackEntry[] {
  if (!text.startsWith(HEADER)) throw invalid('no header')
  const line = /([0-9a-f]{64}) ([0-9]+)\n/y
  const entries: PackEntry[] = []
  let sum = text.length + PACK_TRAILER_BYTES
  line.lastIndex = HEADER.length
  while (line.lastIndex < text.length) {
    const at = line.lastIndex
    const [, hex, size = ''] = line.exec(text) ?? []
    const bytes = parseCount(size)
    if (hex === undefined || bytes === undefined)
      throw invalid(`line "${text.slice(at, at + 100).split('\n')[0]}"`)
    entries.push({ oid: `sha256:${hex}`, bytes })
    sum += bytes
  }
  if (sum !== packBytes) throw invalid(`its blobs and index are ${sum} bytes; it has ${packBytes}`)
  return entries
}

function invalid(found: string): Error {
  return coreError(
    'core/pack-invalid',
    `Cannot read a pack: ${found}; expected the grammar of docs/formats/pack.md`,
  )
}
