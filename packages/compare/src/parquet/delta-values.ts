import type { ParquetType } from 'hyparquet'
import { ByteReader } from './byte-reader.ts'
import { aligned, fixedParts, type StoredValues } from './plain-values.ts'

const LARGEST_BLOCK = 1 << 16

/**
 * Reads so many integers that are stored as packed differences.
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 */
export function readDeltas(reader: ByteReader, count: number): BigInt64Array {
  const blockSize = Number(reader.varint())
  const miniblocks = Number(reader.varint())
  const total = Number(reader.varint())
  const perMiniblock = blockSize / miniblocks
  if (total !== count || !Number.isInteger(perMiniblock / 8) || blockSize > LARGEST_BLOCK || blockSize === 0)
    throw new RangeError(`${total} differences in blocks of ${blockSize}/${miniblocks}, ${count} expected`)
  const values = new BigInt64Array(count)
  let value = reader.zigzag()
  let filled = 0
  if (count > 0) values[filled++] = value
  while (filled < count) {
    const least = reader.zigzag()
    for (const width of Uint8Array.from(reader.take(miniblocks))) {
      if (filled >= count) break
      const packed = reader.take((perMiniblock / 8) * width)
      for (let i = 0; i < perMiniblock && filled < count; i++) {
        value = BigInt.asIntN(64, value + least + bitsAt(packed, i * width, width))
        values[filled++] = value
      }
    }
  }
  return values
}

function bitsAt(bytes: Uint8Array, start: number, width: number): bigint {
  let value = 0n
  for (let byte = (start + width - 1) >> 3; width > 0 && byte >= start >> 3; byte--)
    value = (value << 8n) | BigInt(bytes[byte] ?? 0)
  return BigInt.asUintN(width, value >> BigInt(start & 7))
}

/** Texts as their lengths, then their bytes. */
export function readDeltaLengths(reader: ByteReader, count: number): Uint8Array[] {
  const lengths = readDeltas(reader, count)
  return Array.from(lengths, (length) => reader.take(Number(length)))
}

/** Texts as how much of the one before they begin with, and what follows. */
export function readDeltaTexts(reader: ByteReader, count: number): Uint8Array[] {
  const shared = readDeltas(reader, count)
  const endings = readDeltaLengths(reader, count)
  let before = new Uint8Array()
  return endings.map((ending, i) => {
    const prefix = Number(shared[i])
    if (!(prefix >= 0 && prefix <= before.length)) throw new RangeError(`a prefix of ${prefix} bytes`)
    const text = new Uint8Array(prefix + ending.length)
    text.set(before.subarray(0, prefix))
    text.set(ending, prefix)
    before = text
    return text
  })
}

/** Numbers whose first bytes are stored together, then their second bytes, and so on. */
export function readByteStreamSplit(
  reader: ByteReader,
  type: ParquetType,
  count: number,
  width: number | undefined,
): StoredValues {
  const bytesEach = { INT32: 4, FLOAT: 4, INT64: 8, DOUBLE: 8 }[type as 'INT32'] ?? width ?? 0
  const split = reader.take(bytesEach * count)
  const joined = new Uint8Array(split.length)
  for (let k = 0; k < bytesEach; k++)
    for (let i = 0; i < count; i++) joined[i * bytesEach + k] = split[k * count + i] ?? 0
  if (type === 'INT32') return new Int32Array(aligned(joined))
  if (type === 'FLOAT') return new Float32Array(aligned(joined))
  if (type === 'INT64') return new BigInt64Array(aligned(joined))
  if (type === 'DOUBLE') return new Float64Array(aligned(joined))
  return fixedParts(new ByteReader(joined), count, bytesEach)
}
