import { outputsOf, parseProject } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { composeProject } from './compose-project.ts'
import { FakeTree } from './testing/fake-tree.ts'

const FILES = {
  'src/prepare.py': 'p',
  'src/train.py': 't',
  'src/evaluate.py': 'e',
  'requirements.txt': 'r',
  'params.yaml': 'train: { lr: 0.1 }\nevaluate: { threshold: 0.5 }',
}

const BASE = `
version: 1
store: { remote: "file:///store" }
data: [data/flights]
stages:
  prepare: { cmd: python src/prepare.py, deps: [src/prepare.py, data/flights], outs: [build/train, build/test] }
  train: { cmd: python src/train.py, deps: [src/train.py, build/train], outs: [models/delay.onnx], params: [train] }
  evaluate:
    cmd: python src/evaluate.py
    deps: [src/evaluate.py, build/test, models/delay.onnx, requirements.txt]
    params: { params.yaml: [evaluate.threshold] }
    outs: [eval/predictions.parquet]
    metrics: [eval/metrics.json]
models:
  delay:
    file: models/delay.onnx
    predictions: eval/predictions.parquet
    gate:
      metrics:
        roc_auc: { role: goal, margin: 0.002 }
        log_loss: { role: guard, margin: 0.002 }
`

/** Composes the base above with a head that differs from it by these replacements and files. */
async function compose(
  edits: readonly (readonly [string, string])[] = [],
  files: Readonly<Record<string, string | undefined>> = {},
  baseText: string | undefined = BASE,
) {
  let text = BASE
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`the base has no "${from}"`)
    text = text.replaceAll(from, to)
  }
  const headFiles: Record<string, string> = {}
  for (const [path, content] of Object.entries({ ...FILES, ...files }))
    if (content !== undefined) headFiles[path] = content
  const base = baseText === '' ? undefined : { project: parseProject(baseText), tree: new FakeTree(FILES) }
  const head = { project: parseProject(text), tree: new FakeTree(headFiles) }
  return { ...(await composeProject(base, head)), base: parseProject(BASE), head: head.project }
}

const GATE = BASE.slice(BASE.indexOf('    gate:'))

describe('composeProject()', () => {
  it('takes from the base whether the report comments on lines', async () => {
    const { project } = await compose([['version: 1', 'version: 1\nreport: { review: false }']])
    expect(project.report).toEqual({ review: true })
  })

  it('changes nothing and says nothing where the head equals the base', async () => {
    const { project, notices, newModels, selfEvaluated, base } = await compose()
    expect(project).toEqual(base)
    expect([notices, newModels, selfEvaluated]).toEqual([[], [], []])
  })

  it('takes data and the other stages of the head, without a notice', async () => {
    const { project, notices } = await compose([
      ['python src/train.py', 'python src/train.py --fast'],
      ['data: [data/flights]', 'data: [data/flights, data/more]'],
    ])
    expect(project.stages.get('train')?.cmd).toEqual(['python src/train.py --fast'])
    expect(project.data).toEqual(['data/flights', 'data/more'])
    expect(notices).toEqual([])
  })

  it('keeps the store of the base', async () => {
    const { project, notices } = await compose([['file:///store', 'file:///elsewhere']])
    expect(project.store.remote).toBe('file:///store')
    expect(notices).toEqual([
      'the store changes: file:///store → file:///elsewhere; takes effect after the merge',
    ])
  })

  it('keeps the gate of the base and names every difference', async () => {
    const { project, notices, base } = await compose([
      ['roc_auc: { role: goal, margin: 0.002 }', 'roc_auc: { role: goal, margin: 0.05 }'],
      ['log_loss: { role: guard, margin: 0.002 }', 'accuracy: { role: guard, min: 0.7 }'],
      ['    gate:\n', '    gate:\n      looks: 3\n'],
    ])
    expect(project.models.get('delay')?.gate).toEqual(base.models.get('delay')?.gate)
    expect(notices).toEqual([
      'the gate of delay changes: looks 20 → 3; roc_auc margin 0.002 → 0.05; log_loss is dropped; accuracy is new, a guard; takes effect after the merge',
    ])
  })

  it('says nothing about a gate that decides alike', async () => {
    const { notices } = await compose([
      ['roc_auc: { role: goal, margin: 0.002 }', 'roc_auc: { role: goal, direction: higher, margin: 2e-3 }'],
    ])
    expect(notices).toEqual([])
  })

  it('has no gate for a model that only the head has', async () => {
    const { project, notices, newModels } = await compose([
      ['models:\n', `models:\n  fresh:\n    file: models/delay.onnx\n${GATE}`],
    ])
    expect([...project.models.keys()]).toEqual(['delay'])
    expect(newModels.map(({ name }) => name)).toEqual(['fresh'])
    expect(notices).toEqual(['model fresh is new: it has no gate yet; its own takes effect after the merge'])
  })

  it('judges a model that the head removes as long as its files are made', async () => {
    const { project, notices } = await compose([[BASE.slice(BASE.indexOf('models:')), '']])
    expect([...project.models.keys()]).toEqual(['delay'])
    expect(notices).toEqual(['model delay is removed; takes effect after the merge'])
  })

  it('does not judge a model that nothing makes any more', async () => {
    const { project, notices } = await compose([
      [BASE.slice(BASE.indexOf('  train:'), BASE.indexOf('models:\n')), ''],
      [BASE.slice(BASE.indexOf('models:\n')), ''],
    ])
    expect(project.models.size).toBe(0)
    expect(notices).toContain('model delay is not judged: no stage makes its files any more')
  })

  it('judges under the paths of the head, with the gate of the base, where the files moved', async () => {
    const { project, notices, selfEvaluated, base } = await compose([
      ['models/delay.onnx', 'models/v2.onnx'],
      ['margin: 0.002 }\n        log', 'margin: 0.5 }\n        log'],
    ])
    const model = project.models.get('delay')
    expect(model?.file).toBe('models/v2.onnx')
    expect(model?.gate).toEqual(base.models.get('delay')?.gate)
    expect(selfEvaluated).toEqual(['delay'])
    expect(notices).toContain(
      'model delay changes: file models/delay.onnx → models/v2.onnx; takes effect after the merge',
    )
  })

  it('takes the head as it is, without any gate, where the base has no project file', async () => {
    const { project, newModels, notices, head } = await compose([], {}, '')
    expect(project.stages).toEqual(head.stages)
    expect(project.models.size).toBe(0)
    expect(newModels.map(({ name }) => name)).toEqual(['delay'])
    expect(notices).toHaveLength(1)
  })
})

describe('composeProject() evaluation', () => {
  it('keeps the evaluate stage of the base and names what the head changes in it', async () => {
    const { project, notices, selfEvaluated, base } = await compose([
      ['cmd: python src/evaluate.py', 'cmd: python src/evaluate.py --lenient'],
      [', requirements.txt]', ', src/train.py]'],
    ])
    expect(project.stages.get('evaluate')).toEqual(base.stages.get('evaluate'))
    expect(selfEvaluated).toEqual([])
    expect(notices).toEqual([
      'the evaluation of delay (stage evaluate) changes: cmd python src/evaluate.py → python src/evaluate.py --lenient; deps + src/train.py, − requirements.txt; takes effect after the merge',
    ])
  })

  it('names files and parameters of the evaluation that differ', async () => {
    const { notices } = await compose([], {
      'src/evaluate.py': 'e2',
      'src/train.py': 't2',
      'params.yaml': 'train: { lr: 0.2 }\nevaluate: { threshold: 0.1 }',
    })
    expect(notices).toEqual([
      'the evaluation code of delay (stage evaluate) differs from the base: src/evaluate.py, params.yaml evaluate.threshold 0.5 → 0.1',
    ])
  })

  it('takes data and outputs for no code, wherever they lie', async () => {
    const base = BASE.replace('[src/evaluate.py, ', '[src, ').replace(
      'outs: [models/delay.onnx]',
      'outs: [models/delay.onnx, src/cache]',
    )
    const files = { 'src/cache/a': 'an output that is not ignored', 'src/more.py': 'm' }
    const side = (extra: Record<string, string>) => ({
      project: parseProject(base),
      tree: new FakeTree({ ...FILES, ...extra }),
    })
    const { notices } = await composeProject(side({}), side(files))
    expect(notices).toEqual([
      'the evaluation code of delay (stage evaluate) differs from the base: src/more.py',
    ])
  })

  it('puts the stage of the base in place of one that the head renamed', async () => {
    const { project, notices, selfEvaluated } = await compose([['  evaluate:\n', '  score:\n']])
    expect([...project.stages.keys()]).toEqual(['prepare', 'train', 'evaluate'])
    expect(selfEvaluated).toEqual([])
    expect(notices).toEqual([
      'the evaluation of delay (stage evaluate) changes: the stage is gone; takes effect after the merge; until then stage score is left out',
    ])
  })

  it('puts it back where the head removed it, in any order of the stages', async () => {
    const evaluate = BASE.slice(BASE.indexOf('  evaluate:'), BASE.indexOf('models:\n'))
    const { project } = await compose([
      [evaluate, ''],
      [BASE.slice(BASE.indexOf('models:\n')), ''],
    ])
    expect(project.stages.get('evaluate')?.deps).toContain('build/test')
  })

  it.each([
    ['an input that no stage makes any more', [['build/test', 'build/holdout']], {}],
    [
      'a script that is not there any more',
      [['src/evaluate.py', 'src/score.py']],
      { 'src/evaluate.py': undefined, 'src/score.py': 'e' },
    ],
    [
      'a parameter that is not there any more',
      [['evaluate.threshold', 'evaluate.cut']],
      { 'params.yaml': 'train: 1\nevaluate: { cut: 1 }' },
    ],
    [
      'versioned data that is none any more',
      [['data/flights', 'data/trips']],
      {},
      BASE.replace('[src/evaluate.py, ', '[src/evaluate.py, data/flights, '),
    ],
  ] as const)(
    'leaves the evaluation to the head, and says so, where it lacks %s',
    async (_, edits, files, base?: string) => {
      const { project, notices, selfEvaluated, head } = await compose(edits, files, base)
      expect(project.stages).toEqual(head.stages)
      expect(selfEvaluated).toEqual(['delay'])
      expect(
        notices.some((each) => /^the evaluation of delay .* is the pull request's own: it needs/.test(each)),
      ).toBe(true)
      expect(project.models.get('delay')?.gate.metrics.roc_auc?.margin).toBe(0.002)
    },
  )

  it('leaves it to the head where another stage needs what only the replaced one makes', async () => {
    const { project, notices, selfEvaluated, head } = await compose([
      ['outs: [eval/predictions.parquet]', 'outs: [eval/predictions.parquet, eval/curve.json]'],
      ['stages:\n', 'stages:\n  plot: { cmd: plot, deps: [eval/curve.json], outs: [plot.svg] }\n'],
    ])
    expect(project.stages).toEqual(head.stages)
    expect(selfEvaluated).toEqual(['delay'])
    expect(notices[0]).toContain('stage plot needs eval/curve.json')
  })

  it('leaves it to the head where it would write over versioned data', async () => {
    const { selfEvaluated, notices } = await compose([
      ['data: [data/flights]', 'data: [data/flights, eval]'],
      ['eval/', 'scores/'],
    ])
    expect(selfEvaluated).toEqual(['delay'])
    expect(notices.some((each) => each.includes('which is versioned data now'))).toBe(true)
  })

  it('leaves it to the head where stages would wait for one another', async () => {
    const { project, selfEvaluated } = await compose([
      ['deps: [src/train.py, build/train]', 'deps: [src/train.py, build/train, eval/metrics.json]'],
      [', models/delay.onnx, requirements.txt]', ', requirements.txt]'],
    ])
    expect(project.stages.get('evaluate')?.deps).not.toContain('models/delay.onnx')
    expect(selfEvaluated).toEqual(['delay'])
  })

  it('leaves a stage to the head that makes the model and evaluates it too', async () => {
    const both = `
version: 1
stages:
  train: { cmd: python train.py, deps: [requirements.txt], outs: [m.onnx], metrics: [metrics.json] }
models:
  m: { file: m.onnx, metrics: [metrics.json], gate: { metrics: { roc_auc: { role: goal } } } }
`
    const base = { project: parseProject(both), tree: new FakeTree(FILES) }
    const head = { project: parseProject(both.replace('train.py', 'train.py --more')), tree: base.tree }
    const { project, selfEvaluated } = await composeProject(base, head)
    expect(project.stages.get('train')?.cmd).toEqual(['python train.py --more'])
    expect(selfEvaluated).toEqual(['m'])
    expect((await composeProject(base, base)).selfEvaluated).toEqual([])
  })

  it('never lets two stages write one path', async () => {
    const { project } = await compose([
      ['    metrics: [eval/metrics.json]\n', ''],
      ['stages:\n', 'stages:\n  extra: { cmd: x, deps: [src/train.py], outs: [eval/metrics.json] }\n'],
    ])
    const outputs = [...project.stages.values()].flatMap(outputsOf)
    expect(new Set(outputs).size).toBe(outputs.length)
  })
})
