import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'

/** Reads the value of the field at hand; a field that is not read is passed over. */
export interface FieldValue {
  /** @throws for a value of another wire type, or one that a number cannot hold exactly */
  number(): number
  /** @throws for text that is not UTF-8 */
  text(): string
  /** A view, not a copy. */
  bytes(): Uint8Array
}

/**
 * Walks the fields of one protobuf message in the order of its bytes.
 *
 * @throws whatever the wire reader says of bytes that are no message
 */
export function readMessage(bytes: Uint8Array, visit: (field: number, value: FieldValue) => void): void {
  const reader = new BinaryReader(bytes)
  let wire: WireType = WireType.Varint
  const expect = (expected: WireType) => {
    if (wire !== expected) throw new Error(`a field has wire type ${wire}; expected ${expected}`)
  }
  const value: FieldValue = {
    number: () => {
      expect(WireType.Varint)
      const number = Number(reader.int64())
      if (!Number.isSafeInteger(number)) throw new Error('an integer is larger than 2^53')
      return number
    },
    text: () => {
      expect(WireType.LengthDelimited)
      return reader.string(true)
    },
    bytes: () => {
      expect(WireType.LengthDelimited)
      return reader.bytes()
    },
  }
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    wire = type
    const start = reader.pos
    visit(field, value)
    if (reader.pos === start) reader.skip(type, field)
  }
}
