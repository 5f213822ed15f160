/** Reads forward through bytes; reading past the end throws a RangeError. Little-endian, as Parquet is. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  byte(): number {
    return this.#view.getUint8(this.#offset++)
  }

  uint32(): number {
    this.#offset += 4
    return this.#view.getUint32(this.#offset - 4, true)
  }

  /** The next bytes, not copied. */
  take(length: number): Uint8Array {
    if (!(length >= 0 && this.#offset + length <= this.#bytes.length))
      throw new RangeError(`${length} bytes expected, ${this.#bytes.length - this.#offset} left`)
    this.#offset += length
    return this.#bytes.subarray(this.#offset - length, this.#offset)
  }

  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#offset)
  }

  /** Unsigned LEB128 of at most 64 bits. */
  varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new RangeError('a variable-length number does not end')
  }

  zigzag(): bigint {
    const value = this.varint()
    return (value >> 1n) ^ -(value & 1n)
  }
}
