/** One field of a message: a varint, or the bytes of any other kind. */
export type ProtobufField =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'fixed64' | 'fixed32' | 'bytes'; readonly bytes: Buffer }

/**
 * The fields of a Protocol Buffers message, in their order.
 * @throws Error for bytes that are no message
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* protobufFields(message: Buffer): Generator<ProtobufField> {
  let at = 0
  const take = (length: number): Buffer => {
    if (at + length > message.length) throw new Error('a field goes beyond its message')
    at += length
    return message.subarray(at - length, at)
  }
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte = 0] = take(1)
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new Error('a number of more than ten bytes')
  }
  while (at < message.length) {
    const tag = Number(varint())
    const number = tag >>> 3
    const wire = tag & 7
    if (wire === 0) yield { number, kind: 'varint', value: varint() }
    else if (wire === 1) yield { number, kind: 'fixed64', bytes: take(8) }
    else if (wire === 2) yield { number, kind: 'bytes', bytes: take(Number(varint())) }
    else if (wire === 5) yield { number, kind: 'fixed32', bytes: take(4) }
    else throw new Error(`a field of wire type ${wire}`)
  }
}
