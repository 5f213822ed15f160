// A repository that knows DVC alone: what `slipway compare` says of it, beside what DVC says.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { TemporaryFolder } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dvc } from './outside-programs.ts'
import { runVerb } from './run-verb.ts'

const made = new TemporaryFolder()
afterAll(() => made[Symbol.dispose]())

const DVC_YAML = `
stages:
  train:
    cmd: bash train.sh
    deps: [train.sh]
    params: [rate]
    metrics:
    - eval/metrics.json: {cache: false}
    - eval/more.yaml
    plots:
    - live/plots/metrics: {x: step}
    - eval/confusion.csv: {template: confusion, x: actual, y: predicted, title: Matrix}
plots:
- Loss:
    x: step
    y: {live/plots/metrics/train/loss.tsv: loss, live/plots/metrics/val/loss.tsv: loss}
- eval/spec.json
`

const TRAIN = `
rate=$(sed 's/rate: //' params.yaml)
mkdir -p eval live/plots/metrics/train live/plots/metrics/val
printf '{"roc_auc": 0.7%s1, "nested": {"log_loss": 0.4%s}, "name": "a%s", "rows": 1000}' $rate $rate $rate > eval/metrics.json
printf 'size: %s\\nnan: .nan\\n' $rate > eval/more.yaml
for side in train val; do printf 'step\\tloss\\n0\\t1\\n1\\t0.%s\\n' $rate > live/plots/metrics/$side/loss.tsv; done
printf 'actual,predicted\\nx,x\\nx,y\\ny,y\\n' > eval/confusion.csv
`

const SPEC = {
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  data: { values: [{ a: 1, b: 2 }] },
  mark: 'point',
  encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
}

const PREPARE = `
git init -q -b main .
dvc init -q
mkdir eval
printf 'rate: 1\\n' > params.yaml
cp ../dvc.yaml ../train.sh .
cp ../spec.json eval/spec.json
dvc repro -q
git add -A
git commit -q -m base
printf 'rate: 3\\n' > params.yaml
dvc repro -q
`.split('\n')

describe.skipIf(!dvc.installed)(`slipway compare with dvc.yaml alone${dvc.missing}`, () => {
  beforeAll(() => {
    for (const [file, text] of Object.entries({
      'dvc.yaml': DVC_YAML,
      'train.sh': TRAIN,
      'spec.json': JSON.stringify(SPEC),
    }))
      writeFileSync(made.path(file), text)
    dvc.shell(['mkdir -p work home'], made.root, made.path('home'))
    dvc.shell(PREPARE, made.path('work'), made.path('home'))
  }, 120_000)

  const compare = async (root = made.path('work')) =>
    runVerb(
      'compare',
      {
        names: [],
        model: undefined,
        since: 'HEAD',
        html: made.path('report.html'),
        markdown: made.path('report.md'),
      },
      { cwd: root, env: dvc.env(made.path('home')) },
    )

  it('finds the differences that `dvc metrics diff` finds, cached files too', async () => {
    const theirs = JSON.parse(
      // Python's JSON has NaN, which ours is null: neither is a number.
      dvc
        .shell(['dvc metrics diff HEAD --json --all'], made.path('work'), made.path('home'))
        .replaceAll('NaN', 'null'),
    )
    const { report } = await compare()
    const ours = Object.fromEntries(
      report.metrics.files.map(({ path, values }: { path: string; values: Change[] }) => [
        path,
        Object.fromEntries(values.map(({ name, before, after }) => [name, { old: before, new: after }])),
      ]),
    )
    // DVC shows numbers alone.
    for (const [path, values] of Object.entries<Record<string, { old: number; new: number }>>(theirs))
      for (const [name, { old, new: now }] of Object.entries(values))
        expect(ours[path]?.[name], `${path}: ${name}`).toEqual({
          old: old ?? Number.NaN,
          new: now ?? Number.NaN,
        })
    // In whatever order DVC's sets have today.
    expect(Object.keys(theirs).sort()).toEqual(['eval/metrics.json', 'eval/more.yaml'])
    expect(report.metrics.problems).toEqual([])
    expect(report.metrics.params).toEqual([{ file: 'params.yaml', key: 'rate', before: 1, after: 3 }])
  })

  it('draws the plots that `dvc plots diff` draws, base and challenger in one', async () => {
    const theirs = dvc.shell(['dvc plots diff HEAD --json'], made.path('work'), made.path('home'))
    const ids = Object.keys(JSON.parse(theirs).data ?? JSON.parse(theirs))
    const { report } = await compare()
    const plots: Plot[] = report.metrics.plots
    expect(plots.filter(({ problem }) => problem !== null)).toEqual([])
    for (const id of ['Loss', 'live/plots/metrics/train/loss.tsv', 'eval/confusion.csv']) {
      expect(
        ids.some((theirId) => theirId.endsWith(id)),
        `${id} of ${ids}`,
      ).toBe(true)
      const plot = plots.find((each) => each.id === id)
      const models = plot?.charts[0]?.layers.flatMap(({ series }) => series.map(({ model }) => model))
      expect(new Set(models), id).toEqual(new Set(['champion', 'challenger']))
    }
  })

  it('says that noise cannot be judged, what to add, and passes nothing', async () => {
    const { text } = await compare()
    expect(text).toContain('nobody can tell which of them by more than chance')
    expect(text).toContain('What would make it a verdict')
    const markdown = readFileSync(made.path('report.md'), 'utf8')
    expect(markdown).toContain('```mermaid')
    expect(markdown).toContain('▲&nbsp;better, unproven')
    expect(readFileSync(made.path('report.html'), 'utf8').match(/<svg/g)?.length).toBe(5)
  })

  it('names what neither Git nor the cache has', async () => {
    cpSync(made.path('work'), made.path('clone'), { recursive: true })
    dvc.shell(['rm -rf .dvc/cache eval/more.yaml live'], made.path('clone'), made.path('home'))
    const { report } = await compare(made.path('clone'))
    expect(report.metrics.problems).toEqual([
      expect.stringMatching(/^"eval\/more.yaml" is neither in Git nor/),
    ])
    expect(report.metrics.plots.find(({ id }: Plot) => id === 'Loss')?.problem).toMatch(/it is not there/)
  })
})

interface Change {
  readonly name: string
  readonly before: unknown
  readonly after: unknown
}

interface Plot {
  readonly id: string
  readonly problem: string | null
  readonly charts: readonly { layers: readonly { series: readonly { model: string }[] }[] }[]
}
