import type { Dim, ModelInfo, Tensor } from '@slipway/onnx'
import { expect, it } from 'vitest'
import type { Execute } from './batch-queue.ts'
import { probeBatching } from './probe-batching.ts'

const value = (name: string, dims: readonly Dim[] | undefined) =>
  ({ name, type: 'tensor(float)', datatype: 'FP32', dims }) as const
const info = (inputs: readonly (readonly Dim[])[], output: readonly Dim[] | undefined) =>
  ({
    inputs: inputs.map((dims, index) => value(`x${index}`, dims)),
    outputs: [value('y', output)],
  }) as unknown as ModelInfo
const row = (data: number): readonly Tensor[] => [
  { name: 'x0', datatype: 'FP32', shape: [1], data: Float32Array.of(data) },
]
/** A model over all rows at once. */
const model =
  (act: (rows: readonly number[]) => readonly number[]): Execute =>
  async (inputs) => {
    const data = Float32Array.from(act(Array.from(inputs[0]?.data as Float32Array)))
    return [{ name: 'y', datatype: 'FP32', shape: [data.length], data }]
  }
const probe = (of: ModelInfo, execute: Execute) =>
  probeBatching(of, ['y'], [row(1), row(5), row(-2)], execute)
const open = info([['n']], [null])
const double = model((rows) => rows.map((v) => v * 2))

it('probeBatching() allows it where rows get the same answers together as alone', async () => {
  expect(await probe(open, double)).toEqual({ on: true })
  expect(await probe(info([[null]], ['other']), double)).toEqual({ on: true })
})

it('probeBatching() forbids it where it cannot be tried', async () => {
  expect(await probeBatching(open, ['y'], [row(1)], double)).toMatchObject({ on: false })
})

it.each([
  ['centres its rows', model((rows) => rows.map((v) => v - rows.reduce((a, b) => a + b, 0) / rows.length))],
  ['looks back along the axis', model((rows) => rows.map((v, i) => v + (rows[i - 1] ?? 0)))],
  ['answers once for all', model((rows) => [Math.max(...rows)])],
  ['has a batch size baked in', model((rows) => (rows.length === 1 ? rows : rows.slice(0, 1)))],
  [
    'fails for more than one row',
    model((rows) => {
      if (rows.length > 1) throw new Error('no')
      return rows
    }),
  ],
])('probeBatching() forbids it for a model that %s', async (_what, execute) => {
  expect(await probe(open, execute)).toMatchObject({ on: false })
})

it.each([
  ['a fixed first axis', info([[4, 2]], [null])],
  ['a fixed first axis of an output', info([[null]], [1])],
  ['an output of unknown rank', info([[null]], undefined)],
  ['a scalar', info([[]], [null])],
  ['inputs with different first axes', info([['n'], ['m']], ['n'])],
  ['no input', info([], [null])],
])('probeBatching() forbids it without a run for %s', async (_what, of) => {
  const never: Execute = () => Promise.reject(new Error('was run'))
  const batching = await probe(of, never)
  expect(batching).toMatchObject({ on: false, reason: expect.not.stringContaining('was run') })
})
