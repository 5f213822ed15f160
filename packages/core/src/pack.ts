import { type Digest, hexOf, readHex } from './digest.ts'
import { coreError } from './error.ts'
import { parseCount } from './parse-count.ts'
import { decimalLength, readDecimal } from './read-decimal.ts'

/** One blob of a pack; they stand in it in the order of its index, without anything between them. @see docs/formats/pack.md */
export interface PackEntry {
  readonly oid: Digest
  readonly bytes: number
}

const HEADER = 'slipway-pack 1\n'
const TRAILER = /^index ([0-9]{10})\n$/
const LENGTH_DIGITS = 10
const [SPACE, LF] = [0x20, 0x0a]

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

/** Size of the pack that these entries make. */
export function bytesOfPack(entries: Iterable<PackEntry>): number {
  let sum = PACK_FRAME_BYTES
  for (const { bytes } of entries) sum += bytes + packEntryBytes(bytes)
  return sum
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

const digest = new Uint8Array(32)

/**
 * Goes over the same index without making anything of each line.
 * @param each gets 32 bytes, which the next call writes over, and the size
 * @returns how many blobs there are
 * @throws core/pack-invalid, also after the last line, where the sizes do not make up the pack
 */
export function scanPackIndex(
  index: Uint8Array,
  packBytes: number,
  each?: (digest: Uint8Array, bytes: number) => void,
): number {
  if (Buffer.from(index.subarray(0, HEADER.length)).toString('latin1') !== HEADER) throw invalid('no header')
  let count = 0
  let sum = index.length + PACK_TRAILER_BYTES
  for (let at = HEADER.length; at < index.length; count++) {
    const bytes = readDecimal(index, at + 65)
    const end = at + 65 + decimalLength(bytes)
    if (bytes < 0 || index[at + 64] !== SPACE || index[end] !== LF || !readHex(index, at, digest))
      throw invalid(`line ${count + 1} of its index is none`)
    each?.(digest, bytes)
    sum += bytes
    at = end + 1
  }
  if (sum !== packBytes) throw invalid(`its blobs and index are ${sum} bytes; it has ${packBytes}`)
  return count
}

function invalid(found: string): Error {
  return coreError(
    'core/pack-invalid',
    `Cannot read a pack: ${found}; expected the grammar of docs/formats/pack.md`,
  )
}
