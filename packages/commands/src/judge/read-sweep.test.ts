import { readFileSync } from 'node:fs'
import { type Digest, digestOf, type Model, type Output, parseProject, type TreeBundle } from '@slipway/core'
import { expect, it } from 'vitest'
import { readSweep } from './read-sweep.ts'

const model: Model =
  parseProject(`version: 1
stages:
  train: { cmd: python train.py, outs: [models/m.onnx, eval/sweep, eval/predictions.parquet] }
models:
  m:
    file: models/m.onnx
    predictions: eval/predictions.parquet
    sweep: eval/sweep
    gate: { metrics: { roc_auc: { role: goal } } }
`).models.get('m') ?? expect.fail()
const parquet = readFileSync(new URL('../../../compare/src/fixtures/arrow-snappy.parquet', import.meta.url))

function sweepOf(files: Readonly<Record<string, string | Buffer>>) {
  const objects = new Map(Object.values(files).map((bytes) => [digestOf(bytes), Buffer.from(bytes)]))
  const root = digestOf('tree')
  const entries = Object.entries(files).map(([name, bytes]) => ({
    kind: 'file' as const,
    name,
    oid: digestOf(bytes),
    bytes: bytes.length,
  }))
  const tree: TreeBundle = { root, trees: new Map([[root, entries]]) }
  const folder: Output = { kind: 'tree', oid: root, bytes: 1 }
  return readSweep(model, folder, {
    readTree: async () => tree,
    readBytes: async (oid: Digest) => objects.get(oid) ?? expect.fail(),
  })
}

it('readSweep() reads each model’s predictions and what it was trained with', async () => {
  const found = await sweepOf({
    'a.parquet': parquet,
    'a.json': '{"lr": 0.1, "name": "x", "list": [1], "none": null}',
    'b.parquet': 'PAR1 broken PAR1',
    'b.json': '{ not JSON',
    'notes.md': '#',
  })
  expect(found).toMatchObject({
    sides: [
      { label: 'a', digest: digestOf(parquet), params: { lr: 0.1, name: 'x', none: null } },
      { label: 'b', params: {}, predictions: null, problem: expect.stringMatching(/^Cannot read/) },
    ],
  })
  expect(found && 'sides' in found && found.sides[0]?.predictions?.splits.size).toBeGreaterThan(0)
})
it('readSweep() says why the number of models is not known', async () => {
  const none = { readTree: async () => expect.fail(), readBytes: async () => expect.fail() }
  const file: Output = { kind: 'file', oid: digestOf('x'), bytes: 1 }
  expect(await readSweep(model, undefined, none)).toEqual({
    problem: 'no run of this tree wrote "eval/sweep"',
  })
  expect(await readSweep(model, file, none)).toMatchObject({ problem: expect.stringMatching(/is a file/) })
  expect(await sweepOf({ 'a.csv': '1' })).toEqual({ problem: '"eval/sweep" holds no Parquet file' })
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`m${n}.parquet`, parquet]))
  expect(await sweepOf(many)).toMatchObject({ problem: expect.stringMatching(/holds 201 models/) })
})
it('readSweep() reads nothing where the project names no sweep', async () => {
  const none = { readTree: async () => expect.fail(), readBytes: async () => expect.fail() }
  expect(await readSweep({ ...model, sweep: undefined }, undefined, none)).toBeUndefined()
})
