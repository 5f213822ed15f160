import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseProject } from './parse-project.ts'
import { evaluateStageOf, gateDigest, outputsOf, producerOf } from './project.ts'
import { isProjectError, type ProjectIssue } from './project-issue.ts'

const GOOD = `version: 1
data: [data/flights]
stages:
  train:
    cmd: python train.py
    deps: [train.py, data/flights]
    params: [train.lr, { other.json: [depth] }]
    env: { THREADS: 2 }
    outs: [models/m.onnx]
  evaluate:
    cmd: [python evaluate.py, "true"]
    deps: [models/m.onnx]
    outs: [eval/predictions.parquet]
    metrics: [eval/metrics.json]
models:
  m:
    file: models/m.onnx
    predictions: eval/predictions.parquet
    gate:
      metrics:
        roc_auc: { role: goal }
        parity: { role: guard, direction: lower, max: 1e-5 }
`

function issuesOf(text: string): readonly ProjectIssue[] {
  try {
    parseProject(text)
  } catch (error) {
    if (isProjectError(error)) return error.issues
    throw error
  }
  return []
}
const places = (text: string) =>
  issuesOf(text).map(({ location, member, nearest }) => [location.line, location.column, member, nearest])

describe('parseProject()', () => {
  it('fills in defaults and DVC’s forms', () => {
    const project = parseProject(GOOD)
    const train = project.stages.get('train')
    expect(train).toMatchObject({
      cmd: ['python train.py'],
      wdir: '.',
      env: { THREADS: '2' },
      runsOn: undefined,
    })
    expect(train?.params).toEqual({ 'params.yaml': ['train.lr'], 'other.json': ['depth'] })
    const model = project.models.get('m')
    expect(model?.gate).toMatchObject({ stage: 'prod', looks: 20, goals: 'any' })
    expect(model?.gate.metrics.roc_auc).toMatchObject({
      direction: 'higher',
      judge: 'interval',
      margin: undefined,
    })
    expect(model && evaluateStageOf(project, model)?.name).toBe('evaluate')
    expect(producerOf(project, 'models/m.onnx')?.name).toBe('train')
    expect(outputsOf(project.stages.get('evaluate') ?? expect.fail())).toEqual([
      'eval/metrics.json',
      'eval/predictions.parquet',
    ])
  })

  it('reads the example of the repository', () => {
    const file = new URL('../../../../examples/flight-delays/slipway.yaml', import.meta.url)
    expect([...parseProject(readFileSync(file, 'utf8')).models.keys()]).toEqual(['flight-delay'])
  })

  it('reports every mistake of form at once, each with line, column and the nearest name', () => {
    const bad = GOOD.replace('version: 1', 'version: 2')
      .replace('    deps: [train.py, data/flights]', '    dep: [train.py]')
      .replace('role: goal', 'role: gaol, margin: x')
      .replace('outs: [models/m.onnx]', 'outs: models/m.onnx')
    expect(places(bad)).toEqual([
      [1, 10, 'version', undefined],
      [9, 11, 'stages.train.outs', undefined],
      [6, 5, 'stages.train', 'deps'],
      [21, 26, 'models.m.gate.metrics.roc_auc.role', 'goal'],
      [21, 40, 'models.m.gate.metrics.roc_auc.margin', undefined],
    ])
  })

  it('reports every broken rule at once', () => {
    const bad = GOOD.replace('file: models/m.onnx', 'file: models/m.onx')
      .replace('parity: { role: guard, direction: lower, max: 1e-5 }', 'roc_acu: { role: guard }')
      .replace('metrics: [eval/metrics.json]', 'metrics: [data/flights/m.json]')
    expect(places(bad)).toEqual([
      [14, 15, 'stages.evaluate.metrics.0', undefined],
      [17, 11, 'models.m.file', 'models/m.onnx'],
      [22, 18, 'models.m.gate.metrics.roc_acu', 'roc_auc'],
      [22, 18, 'models.m.gate.metrics.roc_acu', undefined],
    ])
  })

  it('knows a metric by the name that others give it', () => {
    const nearest = (name: string) => places(GOOD.replace('roc_auc:', `${name}:`))[0]?.[3]
    expect(['rmse', 'AUC', 'pr-auc', 'mcc', 'f1_score', 'roc_acu', 'speed'].map(nearest)).toEqual([
      'root_mean_squared_error',
      'roc_auc',
      'average_precision',
      'matthews_corrcoef',
      'f1',
      'roc_auc',
      undefined,
    ])
  })

  it('takes a column for a metric of its own name, of a model with predictions', () => {
    const own = 'judge: { role: guard, direction: higher, margin: 0.1, column: judge_score }'
    const parity = 'parity: { role: guard, direction: lower, max: 1e-5 }'
    const project = parseProject(GOOD.replace(parity, own))
    expect(project.models.get('m')?.gate.metrics.judge?.column).toBe('judge_score')
    expect(places(GOOD.replace('role: goal', 'role: goal, column: x')).map(([, , path]) => path)).toEqual([
      'models.m.gate.metrics.roc_auc.column',
    ])
    const without = GOOD.replace(parity, own).replace('predictions: eval/predictions.parquet', '')
    expect(issuesOf(without).map(({ found }) => found)).toContain('a column, and no predictions')
  })

  it('takes a folder of checkpoints by its path, or with what is said of it', () => {
    const of = (checkpoint: string) =>
      parseProject(
        GOOD.replace('outs: [models/m.onnx]', `outs: [models/m.onnx]\n    checkpoint: ${checkpoint}`),
      ).stages.get('train')?.checkpoint
    expect(of('build/ckpt')).toEqual({ path: 'build/ckpt', keep: 3, marker: undefined })
    expect(of('{ path: build/ckpt, keep: 1, marker: DONE }')).toEqual({
      path: 'build/ckpt',
      keep: 1,
      marker: 'DONE',
    })
    expect(() => of('{ path: build/ckpt, keep: 0 }')).toThrow(
      expect.objectContaining({ code: 'project/invalid' }),
    )
  })

  it.each(['models', 'models/m.onnx', 'data/flights/ckpt', 'train.py', 'eval/metrics.json'])(
    'keeps checkpoints apart from what else a project has: %s',
    (path) => {
      const text = GOOD.replace('outs: [models/m.onnx]', `outs: [models/m.onnx]\n    checkpoint: ${path}`)
      expect(issuesOf(text)).toMatchObject([{ member: 'stages.train.checkpoint' }])
    },
  )

  it('names the cycle', () => {
    const issues = issuesOf(GOOD.replace('deps: [train.py, data/flights]', 'deps: [eval/metrics.json]'))
    expect(issues.map((issue) => issue.found)).toEqual(['the cycle train → evaluate → train'])
  })

  for (const [name, text] of [
    ['an unclosed list', 'version: 1\ndata: [a'],
    ['a key twice', 'version: 1\nversion: 1'],
    ['a path that climbs out', 'version: 1\ndata: [../x]'],
    ['an absolute path', 'version: 1\ndata: [/etc]'],
    ['a stage without outputs', 'version: 1\nstages: { a: { cmd: x } }'],
    ['a stage that reads what it writes', 'version: 1\nstages: { a: { cmd: x, deps: [o/p], outs: [o] } }'],
    [
      'two stages with one output',
      'version: 1\nstages: { a: { cmd: x, outs: [o] }, b: { cmd: x, outs: [o/p] } }',
    ],
    ['a list instead of a mapping', '- 1'],
  ] as const) {
    it(`refuses ${name}, with a place`, () => {
      const issues = issuesOf(text)
      expect(issues.length).toBeGreaterThan(0)
      expect(issues[0]?.location.line).toBeGreaterThan(0)
    })
  }

  it('takes an empty file for a mistake, not for an empty project', () => {
    expect(places('')).toEqual([[1, 1, 'version', undefined]])
  })
})

describe('gateDigest()', () => {
  const digest = (text: string) => gateDigest(parseProject(text).models.get('m') ?? expect.fail())
  it('is the same for the same rules, whatever the layout, and differs for others', () => {
    const digests = new Set(
      [
        GOOD,
        GOOD.replace('{ role: goal }', '{ role: goal, direction: higher }'),
        GOOD.replace('gate:', 'gate:\n      stage: prod'),
      ].map(digest),
    )
    expect(digests.size).toBe(1)
    expect(digests).not.toContain(digest(GOOD.replace('role: goal', 'role: goal, margin: 0.1')))
    expect(digests).not.toContain(digest(GOOD.replace('gate:', 'gate:\n      stage: dev')))
  })
})
