import type { Tensor } from '@slipway/onnx'
import { expect, it } from 'vitest'
import { batchKeyOf, rowsOf, splitRows, stackRows } from './batching.ts'

const floats = (name: string, shape: readonly number[], ...data: number[]): Tensor => ({
  name,
  datatype: 'FP32',
  shape,
  data: Float32Array.from(data),
})
const texts = (name: string, ...data: string[]): Tensor => ({
  name,
  datatype: 'BYTES',
  shape: [data.length],
  data,
})

it('rowsOf() is the first axis where all tensors agree on it', () => {
  expect(rowsOf([floats('a', [2, 1], 1, 2), texts('b', 'x', 'y')])).toBe(2)
  expect(rowsOf([floats('a', [2, 1], 1, 2), texts('b', 'x')])).toBeUndefined()
  expect(rowsOf([floats('a', [], 1)])).toBeUndefined()
  expect(rowsOf([])).toBeUndefined()
})

it('batchKeyOf() tells apart other sizes behind the first axis, and other outputs', () => {
  const keys = [
    batchKeyOf([floats('a', [1, 2], 1, 2)], ['y']),
    batchKeyOf([floats('a', [1, 1], 1)], ['y']),
    batchKeyOf([floats('a', [1, 2], 1, 2)], ['z']),
    batchKeyOf([floats('a', [1, 2, 1], 1, 2)], ['y']),
  ]
  expect(new Set(keys).size).toBe(4)
  expect(batchKeyOf([floats('a', [3, 2], 1, 2, 3, 4, 5, 6)], ['y'])).toBe(keys[0])
})

it('stackRows() and splitRows() are the inverse of each other, for any sizes, empty ones too', () => {
  const requests = [
    [floats('a', [1, 2], 1, 2), texts('b', 'p')],
    [floats('a', [0, 2]), texts('b')],
    [floats('a', [3, 2], 3, 4, 5, 6, 7, 8), texts('b', 'q', 'r', 's')],
  ]
  const stacked = stackRows(requests)
  expect(stacked).toEqual([floats('a', [4, 2], 1, 2, 3, 4, 5, 6, 7, 8), texts('b', 'p', 'q', 'r', 's')])
  expect(splitRows(stacked, [1, 0, 3])).toEqual(requests)
})

it('splitRows() refuses results that do not have the rows that went in', () => {
  expect(splitRows([floats('y', [2], 1, 2)], [1, 2])).toBeUndefined()
  expect(splitRows([floats('y', [], 1)], [1])).toBeUndefined()
})
