import { arrayTypeOf, type Datatype, elementCount, type NumericArray, type TensorData } from '@slipway/onnx'
import { requestError } from './request-error.ts'

const RANGES: Readonly<Partial<Record<Datatype, readonly [min: number, max: number]>>> = {
  UINT8: [0, 2 ** 8 - 1],
  UINT16: [0, 2 ** 16 - 1],
  UINT32: [0, 2 ** 32 - 1],
  INT8: [-(2 ** 7), 2 ** 7 - 1],
  INT16: [-(2 ** 15), 2 ** 15 - 1],
  INT32: [-(2 ** 31), 2 ** 31 - 1],
}
const WIDE_RANGES: Readonly<Partial<Record<Datatype, readonly [min: bigint, max: bigint]>>> = {
  UINT64: [0n, 2n ** 64n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
}

/**
 * Reads a tensor's `data`: flat, or nested exactly as the shape says. `null` stands for NaN, which JSON lacks; integers
 * beyond 2^53 come as text, since a JSON number has lost its last digits by then.
 *
 * @param where the member, for the error: `inputs[0].data`
 * @throws serve/request-invalid
 */
export function parseJsonData(
  data: unknown,
  datatype: Datatype,
  shape: readonly number[],
  where: string,
): TensorData {
  const items = flatten(data, shape, where)
  if (datatype === 'BYTES') {
    for (let i = 0; i < items.length; i++) {
      if (typeof items[i] !== 'string') throw wrongElement(where, i, 'a string')
    }
    return items as readonly string[]
  }
  if (datatype === 'FP16') {
    throw requestError(`${where} holds FP16 as JSON`, 'binary data for FP16, whose values JSON cannot carry')
  }
  return readNumbers(items, datatype, where)
}

/** Level by level, so that no depth of nesting can use up the stack. */
function flatten(data: unknown, shape: readonly number[], where: string): readonly unknown[] {
  if (!Array.isArray(data)) throw requestError(`${where} is no array`, 'an array')
  const count = elementCount(shape)
  if (!Array.isArray(data[0])) {
    if (data.length === count) return data
    throw requestError(`${where} has ${data.length} elements`, `${count}, the product of the shape`)
  }
  let level: readonly unknown[] = [data]
  for (const size of shape) {
    for (const item of level) {
      if (!Array.isArray(item) || item.length !== size) {
        throw requestError(
          `${where} is not nested as its shape says`,
          'a flat array, or one nested by the shape',
        )
      }
    }
    level = level.flat()
  }
  return level
}

function readNumbers(items: readonly unknown[], datatype: Datatype, where: string): NumericArray {
  const ArrayType = arrayTypeOf(datatype)
  if (ArrayType === undefined) throw requestError(`${where} holds ${datatype}`, 'a numeric datatype')
  const out = new ArrayType(items.length)
  if (out instanceof BigInt64Array || out instanceof BigUint64Array)
    return fillWide(out, items, datatype, where)
  const read = readerOf(datatype)
  for (let i = 0; i < items.length; i++) {
    const value = read(items[i])
    if (value === undefined) throw wrongElement(where, i, expectedOf(datatype))
    out[i] = value
  }
  return out
}

type ReadNumber = (item: unknown) => number | undefined

function readerOf(datatype: Datatype): ReadNumber {
  if (datatype === 'BOOL') {
    return (item) => (item === true || item === 1 ? 1 : item === false || item === 0 ? 0 : undefined)
  }
  if (datatype === 'FP32' || datatype === 'FP64') {
    const round = datatype === 'FP32' ? Math.fround : (value: number) => value
    return (item) => {
      if (typeof item !== 'number') return item === null ? Number.NaN : undefined
      // JSON.parse turns 1e999 into infinity, and a Float32Array 1e39: neither is what was sent.
      return Number.isFinite(round(item)) ? item : undefined
    }
  }
  const [min, max] = RANGES[datatype] ?? [0, 0]
  return (item) =>
    Number.isInteger(item) && (item as number) >= min && (item as number) <= max
      ? (item as number)
      : undefined
}

function fillWide<A extends BigInt64Array | BigUint64Array>(
  out: A,
  items: readonly unknown[],
  datatype: Datatype,
  where: string,
): A {
  const [min, max] = WIDE_RANGES[datatype] ?? [0n, 0n]
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    const exact = Number.isSafeInteger(item) || (typeof item === 'string' && /^-?[0-9]{1,20}$/.test(item))
    const value = exact ? BigInt(item as number | string) : undefined
    if (value === undefined || value < min || value > max) throw wrongElement(where, i, expectedOf(datatype))
    out[i] = value
  }
  return out
}

function expectedOf(datatype: Datatype): string {
  if (datatype === 'BOOL') return 'true or false'
  if (datatype === 'FP32' || datatype === 'FP64') return `a number in the range of ${datatype}, or null`
  const wide = datatype === 'INT64' || datatype === 'UINT64' ? ' (as text where it exceeds 2^53)' : ''
  return `a whole number in the range of ${datatype}${wide}`
}

function wrongElement(where: string, index: number, expected: string) {
  return requestError(`element ${index} of ${where} does not fit`, expected)
}

/**
 * A tensor's elements as a JSON array, row-major and flat. Whole numbers keep all their digits; NaN and infinities, which
 * JSON lacks, become `null`.
 */
export function renderJsonData(datatype: Datatype, data: TensorData): string {
  if (datatype === 'BYTES') return JSON.stringify(data)
  const numbers = data as NumericArray
  if (datatype === 'BOOL') return `[${Array.from(numbers as Uint8Array, (bit) => bit !== 0).join(',')}]`
  if (datatype !== 'FP32' && datatype !== 'FP64') return `[${numbers.join(',')}]`
  const floats = numbers as Float32Array | Float64Array
  if (floats.every(Number.isFinite)) return `[${floats.join(',')}]`
  return `[${Array.from(floats, (value) => (Number.isFinite(value) ? value : 'null')).join(',')}]`
}
