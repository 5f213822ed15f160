import type { Golden } from '@slipway/core'
import type { Tensor, TensorData } from '@slipway/onnx'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../limits.ts'
import { checkGolden, goldenRequest } from './golden.ts'

const golden = (datatype: string, data: Golden['outputs'][0]['data'], tolerance = 1e-3): Golden => ({
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1], data: [1] }],
  outputs: [{ name: 'y', datatype, shape: [data.length], data }],
  tolerance,
})
const y = (datatype: Tensor['datatype'], data: TensorData): Tensor[] => [
  { name: 'y', datatype, shape: [data.length], data },
]
const mismatch = expect.objectContaining({ code: 'serve/golden-mismatch', kind: 'corrupt' })

describe('checkGolden()', () => {
  it('allows floating-point outputs their tolerance, absolute plus relative', () => {
    const case1 = golden('FP32', [0, 1000])
    expect(() => checkGolden(case1, y('FP32', Float32Array.of(0.0009, 1000.9)), 'case 1')).not.toThrow()
    expect(() => checkGolden(case1, y('FP32', Float32Array.of(0.0011, 1000)), 'case 1')).toThrow(mismatch)
    expect(() => checkGolden(case1, y('FP32', Float32Array.of(0, 1001.1)), 'case 1')).toThrow(mismatch)
  })

  it('wants everything else equal', () => {
    const label = golden('INT64', [1, 0], 10)
    expect(() => checkGolden(label, y('INT64', BigInt64Array.of(1n, 0n)), 'c')).not.toThrow()
    expect(() => checkGolden(label, y('INT64', BigInt64Array.of(1n, 1n)), 'c')).toThrow(mismatch)
    const text = golden('BYTES', ['a'], 10)
    expect(() => checkGolden(text, y('BYTES', ['a']), 'c')).not.toThrow()
    expect(() => checkGolden(text, y('BYTES', ['b']), 'c')).toThrow(mismatch)
  })

  it('wants NaN where null was written, and takes it nowhere else', () => {
    const case1 = golden('FP64', [null])
    expect(() => checkGolden(case1, y('FP64', Float64Array.of(Number.NaN)), 'c')).not.toThrow()
    expect(() => checkGolden(case1, y('FP64', Float64Array.of(0)), 'c')).toThrow(mismatch)
    expect(() => checkGolden(golden('FP64', [0]), y('FP64', Float64Array.of(Number.NaN)), 'c')).toThrow(
      mismatch,
    )
    expect(() => checkGolden(golden('FP64', [0]), y('FP64', Float64Array.of(Infinity)), 'c')).toThrow(
      mismatch,
    )
  })

  it('refuses another shape, another datatype, a missing output', () => {
    const case1 = golden('FP32', [1, 2])
    const right = Float32Array.of(1, 2)
    expect(() => checkGolden(case1, y('FP32', right), 'c')).not.toThrow()
    expect(() =>
      checkGolden(case1, [{ name: 'y', datatype: 'FP32', shape: [2, 1], data: right }], 'c'),
    ).toThrow(mismatch)
    expect(() => checkGolden(case1, y('FP64', Float64Array.of(1, 2)), 'c')).toThrow(mismatch)
    expect(() => checkGolden(case1, [], 'c')).toThrow(mismatch)
  })
})

it('goldenRequest() is the request of a client, so a case that does not fit the model is refused', () => {
  const signature = {
    inputs: [{ name: 'x', datatype: 'FP32', shape: [-1] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1] }],
  } as const
  const case1 = golden('FP32', [1])
  expect(goldenRequest(case1, signature, DEFAULT_LIMITS)).toMatchObject({
    inputs: [{ name: 'x', data: Float32Array.of(1) }],
    outputs: [{ name: 'y', binary: true }],
  })
  const wrong = { ...case1, outputs: [{ name: 'w', datatype: 'FP32', shape: [1], data: [1] }] }
  expect(() => goldenRequest(wrong, signature, DEFAULT_LIMITS)).toThrow(
    expect.objectContaining({ code: 'serve/request-invalid' }),
  )
})
