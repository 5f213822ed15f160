import type { ParquetType } from 'hyparquet'
import { ByteReader } from './byte-reader.ts'

/** Values as they are stored: numbers, bigints for 64 and 96 bits, bytes for the rest. */
export type StoredValues = ArrayLike<number> | ArrayLike<bigint> | ArrayLike<boolean> | ArrayLike<Uint8Array>

const NANOS_PER_DAY = 86_400_000_000_000n
const UNIX_EPOCH_JULIAN_DAY = 2_440_588n

/**
 * Reads so many values in the plain encoding.
 * @param width bytes a value, for FIXED_LEN_BYTE_ARRAY
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#PLAIN
 */
export function readPlain(
  bytes: Uint8Array,
  type: ParquetType,
  count: number,
  width: number | undefined,
): StoredValues {
  const reader = new ByteReader(bytes)
  switch (type) {
    case 'BOOLEAN':
      return readBits(reader.take(Math.ceil(count / 8)), count)
    case 'INT32':
      return new Int32Array(aligned(reader.take(4 * count)))
    case 'INT64':
      return new BigInt64Array(aligned(reader.take(8 * count)))
    case 'FLOAT':
      return new Float32Array(aligned(reader.take(4 * count)))
    case 'DOUBLE':
      return new Float64Array(aligned(reader.take(8 * count)))
    case 'INT96':
      return fixedParts(reader, count, 12).map(nanosOf96Bits)
    case 'BYTE_ARRAY':
      return repeat(count, () => reader.take(reader.uint32()))
    case 'FIXED_LEN_BYTE_ARRAY':
      return fixedParts(reader, count, width ?? 0)
  }
}

export function repeat<T>(count: number, read: () => T): T[] {
  const values: T[] = []
  for (let i = 0; i < count; i++) values.push(read())
  return values
}

/** A copy of its own, since typed arrays of wide elements must start at a multiple of their width. */
export function aligned(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

export function fixedParts(reader: ByteReader, count: number, width: number): Uint8Array[] {
  if (!(width > 0)) throw new RangeError(`values of ${width} bytes`)
  return repeat(count, () => reader.take(width))
}

function readBits(bytes: Uint8Array, count: number): boolean[] {
  return Array.from({ length: count }, (_, i) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1)
}

/** The old timestamp: nanoseconds of the day, then the Julian day. As nanoseconds since 1970. */
export function nanosOf96Bits(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const day = BigInt(view.getInt32(8, true)) - UNIX_EPOCH_JULIAN_DAY
  return day * NANOS_PER_DAY + view.getBigInt64(0, true)
}
