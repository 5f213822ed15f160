import {
  type Digest,
  defineErrors,
  digestOf,
  parseProject,
  type RunRecord,
  type TreeBundle,
  type Verdict,
} from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { describe, expect, it } from 'vitest'
import type { StoreLookups } from '../store-lookups.ts'
import { modelPlots } from './model-plots.ts'

const storeError = defineErrors({ 'store/object-missing': 'corrupt' })

const project = parseProject(`
version: 1
stages:
  evaluate: { cmd: x, outs: [m.onnx], plots: [eval/roc.json: { x: fpr, y: tpr }, live] }
  other: { cmd: y, plots: [other.csv] }
plots: [notes.csv]
models: { m: { file: m.onnx, gate: { metrics: { roc_auc: { role: goal } } } } }
`)

const texts = new Map<Digest, string>()
const put = (text: string) => {
  const oid = digestOf(text)
  texts.set(oid, text)
  return { kind: 'blob', oid, bytes: text.length }
}
const root = digestOf('a tree')

function record(tpr: number): RunRecord {
  const outputs = {
    'm.onnx': put('model'),
    'eval/roc.json': put(JSON.stringify([{ fpr: 0, tpr }])),
    live: { kind: 'tree', oid: root, bytes: 3 },
  }
  return { stage: 'evaluate', outputs } as unknown as RunRecord
}

function input(champion: { key: Digest; record: Digest } | null) {
  const challenger = record(0.9)
  const located = { digest: digestOf('record'), record: record(0.5), domain: 'main', shared: true }
  const git = (files: Record<string, string>) =>
    ({ paths: () => Object.keys(files), readText: async (path: string) => files[path] }) as unknown as GitTree
  const entry = { name: 'loss.csv', ...put('step,loss\n0,1\n') }
  const bundle = { root, trees: new Map([[root, [entry]]]) } as unknown as TreeBundle
  return {
    project,
    runs: [{ key: digestOf('key'), digest: digestOf('own'), record: challenger }],
    verdict: { champion: champion && { run: champion, evaluation: null } } as unknown as Verdict,
    tree: git({ 'notes.csv': 'v\n1\n' }),
    before: git({ 'notes.csv': 'v\n2\n' }),
    reader: {
      readBytes: async (oid: Digest) => {
        const text = texts.get(oid)
        if (text === undefined) throw storeError('store/object-missing', 'gone')
        return Buffer.from(text)
      },
    },
    source: { readTree: async () => bundle },
    lookups: { runs: { findRun: async () => located } } as unknown as StoreLookups,
  }
}

const valuesOf = (plots: Awaited<ReturnType<typeof modelPlots>>) =>
  Object.fromEntries(
    plots.map(({ id, charts, problem }) => [
      id,
      problem ??
        charts.flatMap(({ layers }) =>
          layers.flatMap(({ series }) => series.map(({ model, points }) => [model, points[0]?.y])),
        ),
    ]),
  )

describe('modelPlots()', () => {
  it('draws outputs of the model’s runs, folders file by file, and files in Git; not what other stages make', async () => {
    expect(valuesOf(await modelPlots(input(null)))).toEqual({
      'notes.csv': [
        ['champion', 2],
        ['challenger', 1],
      ],
      'eval/roc.json': [['challenger', 0.9]],
      'live/loss.csv': [['challenger', 1]],
    })
  })
  it('lays the champion’s under them where the store has the very record that its release names', async () => {
    const named = { key: digestOf('k'), record: digestOf('record') }
    expect(valuesOf(await modelPlots(input(named)))).toMatchObject({
      'eval/roc.json': [
        ['champion', 0.5],
        ['challenger', 0.9],
      ],
    })
    const other = { key: digestOf('k'), record: digestOf('another') }
    expect(valuesOf(await modelPlots(input(other)))).toMatchObject({ 'eval/roc.json': [['challenger', 0.9]] })
  })
  it('says at its plot what no store has', async () => {
    const given = input(null)
    const reader = { readBytes: () => Promise.reject(storeError('store/object-missing', 'gone')) }
    expect(valuesOf(await modelPlots({ ...given, reader }))).toMatchObject({
      'eval/roc.json': expect.stringContaining('it is not there'),
    })
  })
})
