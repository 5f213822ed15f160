import type { ByteReader } from './byte-reader.ts'

/**
 * Reads so many small numbers from runs of repeated and of bit-packed values. A run that claims more than is asked for is
 * cut short: no length in the file decides how much memory is used.
 * @param width bits a value, 0 to 32
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 */
export function readHybridRuns(reader: ByteReader, width: number, count: number): Uint32Array {
  if (!(width <= 32)) throw new RangeError(`values of ${width} bits`)
  const values = new Uint32Array(count)
  const unpack = width > 24 ? unpackWide : unpackBits
  for (let filled = 0; filled < count && width > 0; ) {
    const header = Number(reader.varint())
    const isPacked = header % 2 === 1
    const length = Math.floor(header / 2) * (isPacked ? 8 : 1)
    const wanted = Math.min(length, count - filled)
    if (isPacked) unpack(reader.take((length / 8) * width), width, values, filled, wanted)
    else values.fill(littleEndian(reader.take(Math.ceil(width / 8))), filled, filled + wanted)
    filled += wanted
  }
  return values
}

function littleEndian(bytes: Uint8Array): number {
  let value = 0
  for (let i = bytes.length - 1; i >= 0; i--) value = value * 256 + (bytes[i] ?? 0)
  return value
}

/** Values of `width` bits, at most 24, the first in the lowest bits of the first byte. */
function unpackBits(bytes: Uint8Array, width: number, to: Uint32Array, from: number, count: number): void {
  const mask = 2 ** width - 1
  let held = 0
  let bits = 0
  let next = 0
  for (let i = 0; i < count; i++) {
    while (bits < width) {
      held |= (bytes[next++] ?? 0) << bits
      bits += 8
    }
    to[from + i] = held & mask
    held >>>= width
    bits -= width
  }
}

/** The same for wider values, by arithmetic. */
function unpackWide(bytes: Uint8Array, width: number, to: Uint32Array, from: number, count: number): void {
  const limit = 2 ** width
  let held = 0
  let bits = 0
  let next = 0
  for (let i = 0; i < count; i++) {
    while (bits < width) {
      held += (bytes[next++] ?? 0) * 2 ** bits
      bits += 8
    }
    const value = held % limit
    to[from + i] = value
    held = (held - value) / limit
    bits -= width
  }
}
