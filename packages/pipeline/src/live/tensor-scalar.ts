import { protobufFields } from './protobuf-fields.ts'

// DataType of tensorflow/core/framework/types.proto
const [FLOAT, DOUBLE, INT32, INT64, BFLOAT16, HALF] = [1, 2, 3, 9, 14, 19] as const
// The fields of TensorProto.
const [DTYPE, CONTENT, FLOATS, DOUBLES, INTS, INT64S, HALVES] = [1, 4, 5, 6, 7, 10, 13] as const

/**
 * The one number of a TensorProto; undefined for a tensor of several, of none, or of what is no number.
 * @see tensorflow/core/framework/tensor.proto
 */
export function tensorScalar(message: Buffer): number | undefined {
  let dtype = 0
  const values: number[] = []
  let content: Buffer | undefined
  for (const field of protobufFields(message)) {
    if (field.kind === 'varint') {
      if (field.number === DTYPE) dtype = Number(field.value)
      if (field.number === INTS || field.number === INT64S)
        values.push(Number(BigInt.asIntN(64, field.value)))
      if (field.number === HALVES) values.push(sixteenBits(Number(field.value), dtype))
    } else if (field.number === CONTENT) content = field.bytes
    else if (field.number === FLOATS) values.push(...floats(field.bytes))
    else if (field.number === DOUBLES) values.push(...doubles(field.bytes))
    else if (field.kind === 'bytes' && [INTS, INT64S, HALVES].includes(field.number as typeof INTS))
      values.push(
        ...packedVarints(field.bytes).map((value) =>
          field.number === HALVES ? sixteenBits(value, dtype) : value,
        ),
      )
  }
  if (content && content.length > 0) return contentScalar(content, dtype)
  return values.length === 1 && NUMERIC.has(dtype) ? values[0] : undefined
}

const NUMERIC = new Set<number>([FLOAT, DOUBLE, INT32, INT64, BFLOAT16, HALF])

/** Little-endian, as every machine that trains is. */
function contentScalar(content: Buffer, dtype: number): number | undefined {
  if (dtype === FLOAT && content.length === 4) return content.readFloatLE()
  if (dtype === DOUBLE && content.length === 8) return content.readDoubleLE()
  if (dtype === INT32 && content.length === 4) return content.readInt32LE()
  if (dtype === INT64 && content.length === 8) return Number(content.readBigInt64LE())
  if ((dtype === HALF || dtype === BFLOAT16) && content.length === 2)
    return sixteenBits(content.readUInt16LE(), dtype)
  return undefined
}

function sixteenBits(bits: number, dtype: number): number {
  if (dtype === BFLOAT16) {
    const wide = Buffer.alloc(4)
    wide.writeUInt16LE(bits & 0xffff, 2)
    return wide.readFloatLE()
  }
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff]
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function floats(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length >> 2 }, (_, index) => bytes.readFloatLE(index * 4))
}

function doubles(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length >> 3 }, (_, index) => bytes.readDoubleLE(index * 8))
}

function packedVarints(bytes: Buffer): number[] {
  const values: number[] = []
  let [value, shift] = [0n, 0n]
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift
    shift += 7n
    if (byte >= 0x80) continue
    values.push(Number(BigInt.asIntN(64, value)))
    ;[value, shift] = [0n, 0n]
  }
  return values
}
