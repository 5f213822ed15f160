import { describe, expect, it } from 'vitest'
import { FakeStore, FakeWorkspace } from './testing/fake-workspace.ts'

const TRAIN = `
  train:
    cmd: |
      rate=$(sed -n 's/.*"rate": \\([0-9]*\\).*/\\1/p' "\${SLIPWAY_PARAMS:-params.json}")
      echo "model $rate" > model; echo "rows $rate" > rows; echo "{\\"tune\\": {\\"loss\\": $(( (rate - 3) * (rate - 3) ))}}" > metrics.json
    deps: [code]
    params: { params.json: [rate, depth] }
    outs: [model, rows]
    metrics: [metrics.json]
`
const sweepOf = (variants: string, more = '') => `version: 1
stages:${TRAIN}${more}
    sweep: { ${variants}, best: { metric: tune.loss, direction: lower }, to: tried, predictions: rows }
  use: { cmd: cp model used, deps: [model], outs: [used] }
`
const GRID = 'grid: { rate: [1, 2, 3, 4] }'
const FILES = { code: 'c', 'params.json': '{"rate": 1, "depth": 2}\n' }
const states = (results: readonly { stage: string; state: string }[]) =>
  results.map(({ stage, state }) => `${stage} ${state}`)

describe('a sweep', () => {
  it('runs each variant, keeps what was tried, and makes the best one the output of its stage', async () => {
    using space = new FakeWorkspace(sweepOf(GRID), FILES)
    expect(states(await space.run())).toEqual([
      'train@rate-1 ran',
      'train@rate-2 ran',
      'train@rate-3 ran',
      'train@rate-4 ran',
      'train ran',
      'use ran',
    ])
    expect(space.read('used')).toBe('model 3\n')
    expect(space.read('tried/rate-4.parquet')).toBe('rows 4\n')
    expect(JSON.parse(space.read('tried/rate-4.json') ?? '')).toEqual({ rate: 4, 'tune.loss': 1 })
    expect(space.read('params.json')).toBe(FILES['params.json'])
    expect(states(await space.run())).toEqual(expect.arrayContaining(['train restored', 'use restored']))
  })

  it('finds equal variants again: in another sweep, and in a stage without one', async () => {
    const store = new FakeStore()
    using first = new FakeWorkspace(sweepOf(GRID), FILES, store)
    await first.run()
    using second = new FakeWorkspace(
      sweepOf('list: variants.yaml'),
      { ...FILES, 'variants.yaml': '[{ rate: 5 }, { rate: 2 }]' },
      store,
    )
    expect(states(await second.run({ targets: ['train'] }))).toEqual([
      'train@rate-5 ran',
      'train@rate-2 restored',
      'train ran',
    ])
    expect(second.read('model')).toBe('model 2\n')
    using plain = new FakeWorkspace(`version: 1\nstages:${TRAIN}`, FILES, store)
    expect(states(await plain.run())).toEqual(['train restored'])
  })

  it('spreads its variants over at most so many jobs, and chooses where no special machine is needed', async () => {
    using space = new FakeWorkspace(sweepOf(`${GRID}, jobs: 3`, '    runs-on: gpu'), FILES)
    expect((await space.plan()).waves).toMatchObject({
      before: [],
      matrix: [
        { stages: ['train@rate-1', 'train@rate-4'], runsOn: ['gpu'] },
        { stages: ['train@rate-2'] },
        { stages: ['train@rate-3'] },
      ],
      after: ['train', 'use'],
    })
    for (const targets of [
      ['train@rate-1', 'train@rate-4'],
      ['train@rate-2'],
      ['train@rate-3'],
      ['train', 'use'],
    ])
      await space.run({ targets, targetsOnly: true })
    expect(space.read('used')).toBe('model 3\n')
  })

  it('takes the first of equally good variants, and says that all wrote the same bytes', async () => {
    const project = sweepOf('grid: { depth: [8, 9] }')
    using space = new FakeWorkspace(project, FILES)
    await space.run({ targets: ['train'] })
    expect(space.events).toContainEqual(expect.stringContaining('SLIPWAY_PARAMS'))
    expect(space.read('model')).toBe('model 1\n')
  })

  it('refuses to choose without a number, and keeps the variants', async () => {
    const store = new FakeStore()
    using space = new FakeWorkspace(sweepOf(GRID).replace('tune.loss', 'tune.los'), FILES, store)
    await expect(space.run()).rejects.toMatchObject({ code: 'pipeline/sweep-undecided' })
    expect(store.records()).toHaveLength(4)
    using mended = new FakeWorkspace(sweepOf(GRID), FILES, store)
    expect(states(await mended.run({ targets: ['train'] }))).toEqual(
      expect.arrayContaining(['train@rate-1 restored', 'train ran']),
    )
  })

  it.each([
    ['no such file', undefined],
    ['an empty list', '[]'],
    ['an unknown parameter', '[{ rat: 1 }]'],
    ['a mapping as a value', '[{ rate: { a: 1 } }]'],
    ['too many', JSON.stringify(Array.from({ length: 201 }, (_, rate) => ({ rate })))],
  ])('refuses a list that is %s', async (_, text) => {
    using space = new FakeWorkspace(sweepOf('list: v.yaml'), {
      ...FILES,
      ...(text === undefined ? {} : { 'v.yaml': text }),
    })
    await expect(space.run()).rejects.toMatchObject({ code: 'pipeline/sweep-invalid' })
    expect(space.events).toEqual([])
  })
})
