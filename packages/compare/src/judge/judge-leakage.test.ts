import { formatVerdict, type Leakage, type Verdict } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { CompareInput } from '../compare-input.ts'
import { compareModels, openComparison } from '../compare-models.ts'
import { predictionsOf } from '../predictions/predictions-of.ts'
import { LeakageSearch } from '../rows/leakage.ts'
import {
  type Columns,
  columnsOf,
  gateMetric,
  input,
  model,
  predict,
  Random,
  side,
  world,
} from '../testing/synthetic.ts'

const GATE = model({ roc_auc: gateMetric({ role: 'goal', margin: 0.01 }) })
const random = new Random(3)
const rows = world(random, { tune: 1000, test: 1000 })
const champion = side('v1.0.0', columnsOf(rows, predict(random, rows, 1)))
const better: Columns = {
  ...columnsOf(rows, predict(random, rows, 0)),
  day: rows.y.map((_, i) => `day ${i % 500}`),
}
const worse = columnsOf(rows, predict(random, rows, 4))

function leakageOf(trained: readonly (readonly string[])[], by?: readonly string[]): Leakage {
  const search = LeakageSearch.of(predictionsOf(better), by)
  if ('problem' in search) throw new Error(search.problem)
  for (const values of trained) search.add(values)
  return search.result()
}
const asked = (leakage: Leakage | undefined, columns = better): CompareInput =>
  input(GATE, side('challenger', columns), champion, { leakage })
const judged = (leakage: Leakage | undefined, columns = better): Verdict =>
  compareModels(asked(leakage, columns))

describe('a model that was trained on test rows', () => {
  it('is no pass, however good it looks; the rows are named first, and not asked', () => {
    expect(judged(undefined).outcome).toBe('better')
    const leak = leakageOf([['5'], ['1500'], ['1501'], ['1502'], ['1503'], ['x']])
    const verdict = judged(leak)
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toBe(
      'The model was trained on rows that it is judged by: 4 rows of the test set in training ("1500", "1501", "1502", …); take them out of one of the two.',
    )
    expect(verdict.metrics.roc_auc?.sealed).toBe('not-shown')
    expect(openComparison(asked(leak)).asked).toBeUndefined()
    expect(verdict.leakage).toEqual({
      by: null,
      training_rows: 6,
      splits: { tune: { rows: 1, ids: ['5'] }, test: { rows: 4, ids: ['1500', '1501', '1502'] } },
      problem: null,
    })
    expect(formatVerdict(verdict)).toContain('"leakage"')
  })
  it('is worse where it is proven to be so all the same', () => {
    const verdict = judged(leakageOf([['1500']]), worse)
    expect(verdict.outcome).toBe('worse')
    expect(verdict.reasons.join(' ')).toMatch(/trained on rows that it is judged by: 1 row /)
  })
  it('passes where only open rows of a sealed comparison were trained on, and it is said', () => {
    const verdict = judged(leakageOf([['5'], ['6']]))
    expect(verdict.outcome).toBe('better')
    expect(verdict.reasons.join(' ')).toMatch(
      /trained on rows of "tune", which flatter it there: 2 rows in training/,
    )
    expect(openComparison(asked(leakageOf([['5']]))).asked).toBeDefined()
  })
  it('is known by its content where the gate says by what', () => {
    const verdict = judged(leakageOf([['day 7'], ['day 999']], ['day']))
    expect(verdict.leakage?.splits.test?.rows).toBe(2)
    expect(verdict.reasons[0]).toMatch(/known again by day;/)
    expect(LeakageSearch.of(predictionsOf(better), ['dya'])).toEqual({
      problem: 'the predictions have no column "dya"',
    })
  })
  it('is not known to be clean where nothing could be checked', () => {
    const problem = 'no run of this tree read or wrote "build/train"'
    const verdict = judged({ by: null, training_rows: 0, splits: {}, problem })
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toBe(
      'Whether the model was trained on test rows cannot be checked: no run of this tree read or wrote "build/train".',
    )
  })
  it('is clean without a row in common', () => {
    const verdict = judged(leakageOf([['x'], ['y']]))
    expect(verdict).toMatchObject({ outcome: 'better', leakage: { training_rows: 2 } })
  })
})

describe('rows that are not those that the champion was released with', () => {
  const y = [...rows.y]
  const relabelled = { ...better, y: y.map((label, i) => (i === 1700 || i === 1800 ? 1 - label : label)) }
  it('are named where the champion was scored again, changed labels first', () => {
    const again = {
      ...side('v1.0.0', { ...relabelled, p: predict(random, rows, 1) }),
      released: champion.predictions,
    }
    const verdict = compareModels(input(GATE, side('c', relabelled), again, { rescored: true }))
    expect(verdict.outcome).toBe('better')
    expect(verdict.reasons[1]).toMatch(
      /^The truth changed on rows that v1\.0\.0 was released with: in "test", 2 rows with another label \("1700", "1800"\); both models are judged by the new labels/,
    )
    expect(verdict.row_changes).toMatchObject({
      test: { labels: { rows: 2, ids: ['1700', '1800'] }, missing: { rows: 0 }, added: { rows: 0 } },
    })
    expect(formatVerdict(verdict)).toContain('row_changes')
  })
  it('are named by kind where they keep the two from being compared', () => {
    const fewer = Object.fromEntries(
      Object.entries(relabelled).map(([name, values]) => [name, values.filter((_, i) => i !== 3)]),
    )
    const verdict = compareModels(input(GATE, side('c', fewer), champion))
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.row_changes).toMatchObject({
      tune: { missing: { rows: 1, ids: ['3'] }, labels: { rows: 0 } },
      test: { labels: { rows: 2 } },
    })
  })
  it('are named where what forecasts are measured by changed, for both models', () => {
    const gate = model(
      { mean_absolute_scaled_error: gateMetric({ role: 'goal', direction: 'lower', margin: 0.01 }) },
      { task: 'forecasting' },
    )
    const forecast = (size: number, scale: number): Columns => ({
      row_id: rows.y.map((_, i) => i),
      time: rows.y.map((_, i) => `day ${String(i).padStart(4, '0')}`),
      scale: rows.y.map(() => scale),
      y: [...rows.y],
      y_pred: rows.y.map((y) => y + size * random.normal()),
    })
    const again = { ...side('v1.0.0', forecast(1, 1000)), released: predictionsOf(forecast(1, 2)) }
    const verdict = compareModels(input(gate, side('c', forecast(3, 1000)), again, { rescored: true }))
    expect(verdict.row_changes).toMatchObject({ test: { clusters: { rows: 2000 } } })
    expect(verdict.reasons.join(' ')).toMatch(/2,000 rows changed in cluster or series or time or/)
  })
})
