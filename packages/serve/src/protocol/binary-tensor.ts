import { arrayTypeOf, type Datatype, type NumericArray, type TensorData } from '@slipway/onnx'
import { requestError } from './request-error.ts'

/**
 * Reads a tensor as the binary extension sends it: little-endian, row-major, no padding; BYTES as a length of four
 * bytes and the text, element by element.
 *
 * @param where the input, for the error: `inputs[0]`
 * @throws serve/request-invalid
 * @see https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 */
export function parseBinaryData(
  bytes: Uint8Array,
  datatype: Datatype,
  count: number,
  where: string,
): TensorData {
  const ArrayType = arrayTypeOf(datatype)
  if (ArrayType === undefined) return parseTexts(bytes, count, where)
  const expected = count * ArrayType.BYTES_PER_ELEMENT
  if (bytes.length !== expected) {
    throw requestError(
      `${where} has ${bytes.length} bytes of binary data`,
      `${expected}, by its shape and datatype`,
    )
  }
  // A typed array can only look at an aligned place; elsewhere the bytes are copied to one.
  const aligned = bytes.byteOffset % ArrayType.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes)
  const data = new ArrayType(aligned.buffer, aligned.byteOffset, count)
  if (datatype === 'BOOL' && (data as Uint8Array).some((bit) => bit > 1)) {
    throw requestError(`${where} has a byte that is no BOOL`, '0 or 1')
  }
  return data
}

const TEXT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parseTexts(bytes: Uint8Array, count: number, where: string): readonly string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const texts: string[] = []
  let at = 0
  while (texts.length < count) {
    const length = at + 4 <= bytes.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY
    if (at + 4 + length > bytes.length) {
      throw requestError(`${where} ends inside element ${texts.length}`, `${count} elements of BYTES`)
    }
    texts.push(decode(bytes.subarray(at + 4, at + 4 + length), texts.length, where))
    at += 4 + length
  }
  if (at !== bytes.length) {
    throw requestError(
      `${where} has ${bytes.length - at} bytes after its last element`,
      `${count} elements of BYTES`,
    )
  }
  return texts
}

function decode(bytes: Uint8Array, index: number, where: string): string {
  try {
    return TEXT.decode(bytes)
  } catch {
    throw requestError(`element ${index} of ${where} is not UTF-8`, 'text: the runtime has no other strings')
  }
}

/** The bytes of a tensor in the binary extension; a view of the data where it can be one. */
export function renderBinaryData(data: TensorData): Uint8Array {
  if ('byteLength' in data) {
    const numbers: NumericArray = data
    return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
  }
  const parts: Uint8Array[] = []
  for (const text of data) {
    const bytes = Buffer.from(text, 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    parts.push(length, bytes)
  }
  return Buffer.concat(parts)
}
