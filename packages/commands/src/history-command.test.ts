import { type Verdict, verdictDigest } from '@slipway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { historyCommand } from './history-command.ts'
import { type FixtureModel, JudgedProject } from './testing/judged-project.ts'

let project: JudgedProject

const history = (values: { model?: string; metric?: string; last?: number } = {}) =>
  project.run(historyCommand, { model: undefined, metric: undefined, last: 50, ...values })

/** Runs a model as the default branch does, and judges it. */
async function measured(model: FixtureModel, accuracy: number): Promise<Verdict> {
  project.train(model, { accuracy })
  await project.runAll({ SLIPWAY_DOMAIN: 'main' })
  return project.judge()
}

beforeAll(async () => {
  project = new JudgedProject()
  expect(await history()).toMatchObject({
    histories: [],
    notes: [expect.stringContaining('delay: no release')],
  })
  const base = await measured('base', 0.7)
  await project.release('v1.0.0', { verdict: verdictDigest(base) })
  await measured('unsure', 0.71)
  const better = await measured('better', 0.8)
  await project.release('v1.1.0', { verdict: verdictDigest(better) })
})
afterAll(() => project[Symbol.dispose]())

describe('slipway history', () => {
  it('shows the goals over releases and judged runs of the default branch, with differences to the champion of the day', async () => {
    const { histories, notes, text } = await history()
    expect(notes).toEqual([])
    expect(histories).toHaveLength(1)
    const [roc] = histories
    expect(roc).toMatchObject({ model: 'delay', metric: 'roc_auc', direction: 'higher' })
    expect(roc?.stretches).toHaveLength(1)
    expect(roc?.stretches[0]).toMatchObject({ rows: 1500, testset: expect.stringMatching(/^sha256:/) })
    const points = roc?.stretches[0]?.points ?? []
    expect(points.map(({ version, against }) => [version, against])).toEqual([
      ['v1.0.0', null],
      ['v1.1.0', 'v1.0.0'],
      [null, 'v1.0.0'],
    ])
    expect(points[0]?.interval).toBeNull()
    expect(points[1]?.interval?.[0]).toBeGreaterThan(0)
    expect(text).toMatch(/delay · ROC AUC ▁█▁ 0\.7\d+ → 0\.7\d+, 2 releases/)
  })

  it('shows a number of a metrics file, of which nobody knows the rows', async () => {
    const { histories } = await history({ model: 'delay', metric: 'accuracy' })
    expect(histories[0]?.stretches.map(({ testset, points }) => [testset, points.length])).toEqual([
      [null, 3],
    ])
    expect(histories[0]?.stretches[0]?.points.map(({ value }) => value)).toEqual([0.7, 0.8, 0.71])
  })

  it('keeps the newest releases and runs', async () => {
    const { histories } = await history({ last: 1 })
    expect(histories[0]?.stretches[0]?.points.map(({ version }) => version)).toEqual(['v1.1.0', null])
  })

  it.each([
    ['metric', { metric: 'roc_au' }, 'report/metric-unknown', 'roc_auc'],
    ['model', { model: 'dely' }, 'judge/model-unknown', 'delay'],
  ])('names the nearest %s where there is none of that name', async (_, values, code, nearest) => {
    await expect(history(values)).rejects.toMatchObject({ code, hint: expect.stringContaining(nearest) })
  })

  it('says which release it knows nothing of, and shows the others', async () => {
    await project.release('v1.2.0')
    const { histories, notes } = await history()
    expect(notes).toEqual(['delay v1.2.0: the store does not hold its verdict'])
    expect(histories[0]?.stretches[0]?.points).toHaveLength(3)
    expect(historyCommand.render({ histories, notes, text: '' }, { colour: false, columns: 100 })).toContain(
      'v1.2.0',
    )
  })
})
