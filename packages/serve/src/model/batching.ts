import { arrayTypeOf, elementCount, type NumericArray, type Tensor, type TensorData } from '@slipway/onnx'

// A batch is requests stacked along the first axis, row upon row.

/** Rows of a request: the size of the first axis, where all its tensors agree on one; else undefined. */
export function rowsOf(tensors: readonly Tensor[]): number | undefined {
  const rows = tensors[0]?.shape[0]
  return rows !== undefined && tensors.every((tensor) => tensor.shape[0] === rows) ? rows : undefined
}

/** Requests with the same key can be stacked: the same names, datatypes and sizes of all axes but the first. */
export function batchKeyOf(tensors: readonly Tensor[], outputs: readonly string[]): string {
  return `${tensors.map((tensor) => tensor.shape.slice(1).join('x')).join(';')}|${outputs.join('|')}`
}

/** Stacks requests that have the same key. */
export function stackRows(requests: readonly (readonly Tensor[])[]): readonly Tensor[] {
  const [first = [], ...others] = requests
  if (others.length === 0) return first
  return first.map((tensor, index) => {
    const parts = requests.map((request) => request[index] as Tensor)
    const rows = parts.reduce((sum, part) => sum + (part.shape[0] ?? 0), 0)
    return {
      ...tensor,
      shape: [rows, ...tensor.shape.slice(1)],
      data: concatenate(
        tensor,
        parts.map((part) => part.data),
      ),
    }
  })
}

function concatenate(tensor: Tensor, parts: readonly TensorData[]): TensorData {
  const ArrayType = arrayTypeOf(tensor.datatype)
  if (ArrayType === undefined) return (parts as readonly (readonly string[])[]).flat()
  const out = new ArrayType(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part as never, at)
    at += part.length
  }
  return out
}

/**
 * Hands every request its rows of the results; views, not copies.
 *
 * @returns undefined where a result does not have as many rows as went in: the model's rows are no rows
 */
export function splitRows(
  results: readonly Tensor[],
  rows: readonly number[],
): readonly (readonly Tensor[])[] | undefined {
  const total = rows.reduce((sum, count) => sum + count, 0)
  if (results.some((result) => result.shape[0] !== total)) return undefined
  let start = 0
  return rows.map((count) => {
    const from = start
    start += count
    return results.map((result) => {
      const rest = result.shape.slice(1)
      const size = elementCount(rest)
      return { ...result, shape: [count, ...rest], data: sliceData(result.data, from * size, start * size) }
    })
  })
}

function sliceData(data: TensorData, from: number, to: number): TensorData {
  return 'byteLength' in data ? (data as NumericArray).subarray(from, to) : data.slice(from, to)
}
