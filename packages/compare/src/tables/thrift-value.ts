import type { ByteReader } from '../parquet/byte-reader.ts'

/** A value in Thrift's compact protocol; a struct has its fields by id. */
export type ThriftValue = bigint | boolean | Uint8Array | readonly ThriftValue[] | ThriftStruct
export type ThriftStruct = ReadonlyMap<number, ThriftValue>

/** Parquet's own structs are at most six deep. */
const MOST_DEEP = 16

/**
 * The fields of a struct as they come, so that nobody has to read more of it than they want. Sizes that the bytes claim are
 * compared with the bytes that there are.
 * @throws RangeError where the bytes are no such struct
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export function* thriftFields(reader: ByteReader, depth = 0): Generator<[id: number, value: ThriftValue]> {
  for (let id = 0; ; ) {
    const head = reader.byte()
    if (head === 0) return
    id = head >> 4 === 0 ? Number(reader.zigzag()) : id + (head >> 4)
    const type = head & 0x0f
    // A boolean field has its value in the type.
    yield [id, type === 1 || type === 2 ? type === 1 : readValue(reader, type, depth)]
  }
}

function readValue(reader: ByteReader, type: number, depth: number): ThriftValue {
  if (depth > MOST_DEEP) throw new RangeError('a value within too many others')
  switch (type) {
    case 1:
    case 2:
      return reader.byte() === 1
    case 3:
      return BigInt(reader.byte())
    case 4:
    case 5:
    case 6:
      return reader.zigzag()
    case 7:
      return reader.take(8)
    case 8:
      return reader.take(Number(reader.varint()))
    case 9:
    case 10:
      return readList(reader, depth)
    case 12:
      return new Map(thriftFields(reader, depth + 1))
    default:
      throw new RangeError(`a value of type ${type}`)
  }
}

function readList(reader: ByteReader, depth: number): readonly ThriftValue[] {
  const head = reader.byte()
  const size = head >> 4 === 15 ? Number(reader.varint()) : head >> 4
  const values: ThriftValue[] = []
  // Every value takes a byte at least, so that a list which claims too many ends with the bytes.
  while (values.length < size) values.push(readValue(reader, head & 0x0f, depth + 1))
  return values
}
