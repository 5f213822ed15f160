import { digestOf, formatPointer, gitDirectoryId, type Output, parseProject, runKey } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { PlannedStage } from './plan.ts'
import type { PlanInput } from './plan-input.ts'
import { planPipeline } from './plan-pipeline.ts'
import { FakeData, FakeRuns, fileOutput, recordOf } from './testing/fake-runs.ts'
import { blobId, FakeTree } from './testing/fake-tree.ts'

const TREE: Output = { kind: 'tree', oid: digestOf('a tree'), bytes: 3 }
const PART: Output = { kind: 'tree', oid: digestOf('a part'), bytes: 1 }

const FILES = {
  'src/prepare.py': 'print()',
  'src/train.py': 'print()',
  'lib/a.py': 'a',
  'lib/b/c.py': 'c',
  'requirements.txt': 'numpy==2',
  'params.yaml': 'train:\n  lr: 0.1\n',
  'data/flights.slip': formatPointer({ ...TREE, files: 3 }),
}

const PROJECT = `
version: 1
data: [data/flights]
stages:
  prepare:
    cmd: python src/prepare.py
    deps: [src/prepare.py, data/flights, requirements.txt]
    outs: [build/train, build/test]
  train:
    cmd: python src/train.py
    deps: [src/train.py, build/train, requirements.txt]
    params: { params.yaml: [train] }
    env: { SEED: 1 }
    outs: [models/m.onnx]
`

interface Given extends Partial<Omit<PlanInput, 'project' | 'tree'>> {
  readonly project?: string
  readonly files?: Readonly<Record<string, string>>
}

async function planned({ project = PROJECT, files = FILES, ...rest }: Given = {}) {
  const plan = await planPipeline({
    project: parseProject(project),
    tree: new FakeTree(files),
    runs: new FakeRuns(),
    data: new FakeData(),
    ...rest,
  })
  return Object.fromEntries(plan.stages.map((each) => [each.stage.name, each]))
}

function stage(stages: Record<string, PlannedStage>, name: string): PlannedStage {
  const found = stages[name]
  if (!found) throw new Error(`no stage ${name}`)
  return found
}

/** Runs that know these stages, as if each had written a text that is its own path. */
async function ran(names: readonly string[], given: Given = {}): Promise<FakeRuns> {
  const runs = new FakeRuns()
  for (const name of names) {
    const { preimage } = stage(await planned({ ...given, runs }), name)
    if (!preimage) throw new Error(`${name} has no key yet`)
    const outputs = Object.fromEntries(preimage.outs.map((path) => [path, fileOutput(path)]))
    runs.add(recordOf(name, preimage, outputs))
  }
  return runs
}

const one = (deps: string, more = '') => `
version: 1
data: [data/flights]
stages:
  make: { cmd: make, deps: [lib/a.py], outs: [build/x, build/y] }
  use: { cmd: use, deps: ${deps}, outs: [out.txt] ${more} }
`

describe('planPipeline() identities', () => {
  it('takes a Git file by mode and blob, data by its pointer, parameters, env and sorted outputs', async () => {
    const prepare = stage(await planned(), 'prepare')
    expect(prepare.preimage).toEqual({
      schema: 'slipway.run-key/v1',
      cmd: ['python src/prepare.py'],
      wdir: '.',
      deps: {
        'src/prepare.py': `git:100644:${blobId('print()')}`,
        'data/flights': TREE.oid,
        'requirements.txt': `git:100644:${blobId('numpy==2')}`,
      },
      params: {},
      env: {},
      outs: ['build/test', 'build/train'],
    })
    expect(prepare.key).toBe(prepare.preimage && runKey(prepare.preimage))
    expect(prepare.inputs).toEqual([{ path: 'data/flights', output: { ...TREE, files: 3 }, from: 'data' }])
  })

  it('takes the output of a stage from its run record', async () => {
    const train = stage(await planned({ runs: await ran(['prepare']) }), 'train')
    expect(train.preimage?.deps['build/train']).toBe(fileOutput('build/train').oid)
    expect(train.preimage?.params).toEqual({ 'params.yaml:train': { lr: 0.1 } })
    expect(train.preimage?.env).toEqual({ SEED: '1' })
    expect(train.inputs).toEqual([{ path: 'build/train', output: fileOutput('build/train'), from: 'stage' }])
  })

  it('takes a Git folder by the listing of its files', async () => {
    const use = stage(await planned({ project: one('[lib]') }), 'use')
    expect(use.preimage?.deps).toEqual({
      lib: gitDirectoryId([
        { mode: '100644', oid: blobId('a'), path: 'a.py' },
        { mode: '100644', oid: blobId('c'), path: 'b/c.py' },
      ]),
    })
  })

  it('takes the entry inside a data tree and inside an output, and asks for the whole output only', async () => {
    const part = fileOutput('part')
    const data = new FakeData({
      [`${TREE.oid}/2001-06`]: PART,
      [`${fileOutput('build/x').oid}/part`]: part,
    })
    const project = one('[data/flights/2001-06, build/x/part]')
    const use = stage(await planned({ project, data, runs: await ran(['make'], { project, data }) }), 'use')
    expect(use.preimage?.deps).toEqual({ 'data/flights/2001-06': PART.oid, 'build/x/part': part.oid })
    expect(use.inputs).toEqual([
      { path: 'data/flights/2001-06', output: PART, from: 'data' },
      { path: 'build/x', output: fileOutput('build/x'), from: 'stage' },
    ])
  })

  it('takes a folder around outputs as each output, and what is in Git beside them', async () => {
    const project = one('[build]')
    const runs = await ran(['make'], { project })
    const bare = stage(await planned({ project, runs }), 'use')
    expect(bare.needs).toEqual(['make'])
    expect(Object.keys(bare.preimage?.deps ?? {})).toEqual(['build/x', 'build/y'])
    const files = { ...FILES, 'build/notes.md': 'n', 'build/x': 'a stray copy that is not ignored' }
    const beside = stage(await planned({ project, runs, files }), 'use')
    expect(beside.preimage?.deps.build).toBe(
      gitDirectoryId([{ mode: '100644', oid: blobId('n'), path: 'notes.md' }]),
    )
  })

  it('takes a folder around versioned data as the data and its pointer', async () => {
    const use = stage(await planned({ project: one('[data]') }), 'use')
    expect(use.preimage?.deps).toEqual({
      'data/flights': TREE.oid,
      data: gitDirectoryId([
        { mode: '100644', oid: blobId(FILES['data/flights.slip']), path: 'flights.slip' },
      ]),
    })
  })

  it('refuses a dependency that is nowhere, with the nearest path', async () => {
    await expect(planned({ project: one('[lib/aa.py]') })).rejects.toMatchObject({
      code: 'pipeline/dep-unknown',
      message: expect.stringContaining('"lib/aa.py" for stage "use"'),
      hint: 'Did you mean "lib/a.py"?',
    })
    await expect(planned({ project: one('[other/c.py]') })).rejects.toMatchObject({
      hint: 'Did you mean "lib/b/c.py"?',
    })
    await expect(planned({ project: one('[lib/a.py]') })).resolves.toBeDefined()
  })

  it('refuses a path that is not inside the data or the output that holds it', async () => {
    const project = one('[data/flights/2031]')
    await expect(planned({ project })).rejects.toMatchObject({ code: 'pipeline/dep-unknown' })
    const inside = one('[build/x/none]')
    const runs = await ran(['make'], { project: one('[build/x]') })
    await expect(planned({ project: inside, runs })).rejects.toMatchObject({ code: 'pipeline/dep-unknown' })
  })

  it('refuses data without a pointer, and a pointer that "data" does not name', async () => {
    const { 'data/flights.slip': pointer, ...files } = FILES
    await expect(planned({ files })).rejects.toMatchObject({
      code: 'pipeline/dep-unknown',
      hint: 'Run `slipway data add data/flights`',
    })
    await expect(
      planned({ files: { ...FILES, 'data/more.slip': pointer }, project: one('[data/more]') }),
    ).rejects.toMatchObject({ code: 'pipeline/dep-unknown', hint: expect.stringContaining('"data"') })
  })

  it('refuses a record that lacks an output of its key', async () => {
    const { preimage } = stage(await planned(), 'prepare')
    const runs = new FakeRuns()
    if (preimage) runs.add(recordOf('prepare', preimage, { 'build/test': TREE }))
    await expect(planned({ runs })).rejects.toMatchObject({
      code: 'pipeline/record-incomplete',
      kind: 'corrupt',
    })
  })
})

describe('planPipeline() states', () => {
  it('leaves a stage without key while it waits for an output', async () => {
    const train = stage(await planned(), 'train')
    expect(train).toMatchObject({
      state: 'pending',
      key: null,
      preimage: null,
      reasons: ['waits for build/train of prepare'],
    })
  })

  it('knows a stage whose record is found, and says nothing about it', async () => {
    const stages = await planned({ runs: await ran(['prepare', 'train']) })
    expect(Object.values(stages).map(({ state, reasons }) => [state, reasons])).toEqual([
      ['known', []],
      ['known', []],
    ])
    expect(stage(stages, 'train').run?.record.stage).toBe('train')
  })

  it('says what changed since the last run here', async () => {
    const before = stage(await planned({ runs: await ran(['prepare']) }), 'train').preimage ?? undefined
    const files = { ...FILES, 'src/train.py': 'print(1)', 'params.yaml': 'train:\n  lr: 0.05\n' }
    const runs = await ran(['prepare'])
    const train = stage(await planned({ files, runs, previous: async () => before }), 'train')
    expect(train.reasons).toEqual(['src/train.py changed', 'params.yaml train {"lr":0.1} → {"lr":0.05}'])
  })

  it('tells a stage that never ran here from a run that nobody has', async () => {
    const { preimage } = stage(await planned(), 'prepare')
    const reasons = async (previous?: PlanInput['previous']) =>
      stage(await planned(previous ? { previous } : {}), 'prepare').reasons
    expect(await reasons(async () => undefined)).toEqual(['never run here'])
    expect(await reasons(async () => preimage ?? undefined)).toEqual(['no run of this key'])
    expect(await reasons()).toEqual(['no run of this key'])
  })

  it('runs the targets again when asked, on the outputs of their heads', async () => {
    const runs = await ran(['prepare', 'train'])
    const all = await planned({ runs, again: true })
    expect(Object.values(all).map(({ state }) => state)).toEqual(['stale', 'stale'])
    const target = await planned({ runs, again: true, targets: ['train'] })
    expect(stage(target, 'prepare').state).toBe('known')
    expect(stage(target, 'train')).toMatchObject({ state: 'stale', reasons: ['asked to run again'] })
    expect(stage(target, 'train').run).toBeDefined()
  })

  it('plans the targets with all that they depend on, and nothing else', async () => {
    expect(Object.keys(await planned({ targets: ['prepare'] }))).toEqual(['prepare'])
    expect(Object.keys(await planned({ targets: ['train'] }))).toEqual(['prepare', 'train'])
    await expect(planned({ targets: ['trian'] })).rejects.toMatchObject({
      code: 'pipeline/stage-unknown',
      hint: 'Did you mean "train"?',
    })
  })

  it('refuses a cycle through a folder around outputs', async () => {
    const project = `
version: 1
stages:
  a: { cmd: a, deps: [build], outs: [x] }
  b: { cmd: b, deps: [x], outs: [build/y] }
`
    await expect(planned({ project })).rejects.toMatchObject({
      code: 'pipeline/cycle',
      message: expect.stringContaining('a waits for b waits for a'),
    })
  })
})

describe('planPipeline() substitute', () => {
  const project = `
version: 1
stages:
  train: { cmd: train, deps: [lib/a.py], outs: [models/m.onnx] }
  evaluate: { cmd: evaluate, deps: [models/m.onnx, lib/a.py], outs: [eval/p.parquet] }
`
  const champion = fileOutput('the champion')

  it('puts an output in place of what its stage makes, and waits for that stage no more', async () => {
    const stages = await planned({
      project,
      targets: ['evaluate'],
      substitute: { 'models/m.onnx': champion },
    })
    expect(Object.keys(stages)).toEqual(['evaluate'])
    const evaluate = stage(stages, 'evaluate')
    expect(evaluate.preimage?.deps['models/m.onnx']).toBe(champion.oid)
    expect(evaluate.inputs).toEqual([{ path: 'models/m.onnx', output: champion, from: 'substitute' }])
  })

  it('gives the key that the champion had when it was evaluated itself', async () => {
    const runs = new FakeRuns()
    const train = stage(await planned({ project }), 'train')
    if (train.preimage) runs.add(recordOf('train', train.preimage, { 'models/m.onnx': champion }))
    const own = stage(await planned({ project, runs }), 'evaluate')
    const put = stage(await planned({ project, substitute: { 'models/m.onnx': champion } }), 'evaluate')
    expect(put.key).toBe(own.key)
  })

  it('puts a file inside an output where a stage reads just that file', async () => {
    const inside = project.replace('outs: [models/m.onnx]', 'outs: [models]')
    const stages = await planned({ project: inside, substitute: { 'models/m.onnx': champion } })
    expect(stage(stages, 'evaluate').preimage?.deps['models/m.onnx']).toBe(champion.oid)
  })

  it('asks for the neighbours of a substitute one by one, not for the output around them', async () => {
    const inside = project
      .replace('outs: [models/m.onnx]', 'outs: [models]')
      .replace('deps: [models/m.onnx,', 'deps: [models/m.onnx, models/labels,')
    const runs = new FakeRuns()
    const train = stage(await planned({ project: inside }), 'train')
    if (train.preimage) runs.add(recordOf('train', train.preimage, { models: TREE }))
    const labels = fileOutput('labels')
    const data = new FakeData({ [`${TREE.oid}/labels`]: labels })
    const substitute = { 'models/m.onnx': champion }
    const evaluate = stage(await planned({ project: inside, runs, data, substitute }), 'evaluate')
    expect(evaluate.inputs).toEqual([
      { path: 'models/m.onnx', output: champion, from: 'substitute' },
      { path: 'models/labels', output: labels, from: 'stage' },
    ])
  })

  it('refuses where a stage reads the tree around it, and a path that no stage makes', async () => {
    const whole = project
      .replace('outs: [models/m.onnx]', 'outs: [models]')
      .replace('deps: [models/m.onnx,', 'deps: [models,')
    await expect(
      planned({ project: whole, substitute: { 'models/m.onnx': champion } }),
    ).rejects.toMatchObject({ code: 'pipeline/substitute-impossible' })
    await expect(planned({ project, substitute: { 'lib/a.py': champion } })).rejects.toMatchObject({
      code: 'pipeline/substitute-impossible',
    })
  })
})
