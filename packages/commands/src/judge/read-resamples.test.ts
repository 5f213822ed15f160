import { digestOf, type Model, type Output } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { readResamples, resamplePaths } from './read-resamples.ts'

const metric = {
  role: 'goal',
  direction: 'higher',
  column: undefined,
  margin: undefined,
  min: undefined,
  max: undefined,
  judge: 'interval',
} as const
const model: Model = {
  name: 'm',
  file: 'm.onnx',
  predictions: 'p.parquet',
  metrics: [],
  golden: undefined,
  gate: {
    stage: 'prod',
    looks: 20,
    task: undefined,
    slices: [],
    goals: 'any',
    metrics: {
      own: { ...metric, resamples: 'r.json' },
      again: { ...metric, resamples: 'r.json' },
      f1: metric,
    },
  },
}

function filed(text: string, change: Partial<Output> = {}) {
  const bytes = new TextEncoder().encode(text)
  const output = { kind: 'file', oid: digestOf(bytes), bytes: bytes.length, ...change } as Output
  return { files: [{ path: 'r.json', output }], reader: { readBytes: async () => bytes } }
}

const good = {
  schema: 'slipway.resamples/v1',
  method: 'bootstrap',
  seed: 7,
  splits: { test: { unit: 'row', units: 2, estimate: 0.5, values: [0.4, 0.6] } },
}

describe('readResamples()', () => {
  it('reads the file of each metric that names one, and no other', async () => {
    const { files, reader } = filed(JSON.stringify(good))
    expect(resamplePaths(model)).toEqual(['r.json'])
    expect(await readResamples(model, files, reader)).toEqual({ own: good, again: good })
  })
  it('says why where there is none, where it is no file, and where it is not what the page says', async () => {
    const { files, reader } = filed(JSON.stringify(good))
    expect((await readResamples(model, [], reader)).own).toBe('no run has written "r.json"')
    const folder = filed('', { kind: 'tree' })
    expect((await readResamples(model, folder.files, folder.reader)).own).toMatch(/are a folder/)
    const large = files.map((file) => ({ ...file, output: { ...file.output, bytes: 1e9 } }))
    expect((await readResamples(model, large, reader)).own).toMatch(/have 1000000000 bytes; expected at most/)
    const bad = [
      '{',
      '[]',
      JSON.stringify({ ...good, method: 'cross-validation' }),
      JSON.stringify({ ...good, splits: { test: { ...good.splits.test, values: [0.4, null] } } }),
      JSON.stringify({ ...good, splits: { test: { ...good.splits.test, values: [0.4, '0.6'] } } }),
      JSON.stringify({ ...good, more: 1 }),
    ]
    for (const text of bad) {
      const broken = filed(text)
      expect((await readResamples(model, broken.files, broken.reader)).own).toMatch(/r\.json/)
    }
  })
})
