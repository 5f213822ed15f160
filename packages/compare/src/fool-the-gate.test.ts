import { formatVerdict, type Gate } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { MetricValue } from './compare-input.ts'
import { compareModels } from './compare-models.ts'
import { predictionsOf } from './predictions/predictions-of.ts'
import { expectRefused as refused } from './testing/expect-refused.ts'
import {
  type Columns,
  columnsOf,
  gateMetric,
  input,
  judge,
  model,
  predict,
  Random,
  side,
  world,
} from './testing/synthetic.ts'

// Ways to make a bad model pass. None may: each ends in *cannot tell* or *worse*, and says why. All of them: docs/fooling.md.

const GATE = model({
  roc_auc: gateMetric({ role: 'goal', margin: 0.01 }),
  log_loss: gateMetric({ direction: 'lower', margin: 0.01 }),
})
const random = new Random(21)
const rows = world(random, { tune: 3000, test: 3000 }, 40)
const champion = columnsOf(rows, predict(random, rows, 0.5))
const honest = columnsOf(rows, predict(random, rows, 0.6))
const p = honest.p as number[]
const y = rows.y

/** The honest challenger with some columns put in place of its own. */
const forged = (columns: Columns) => ({ ...honest, ...columns })
const pick = (columns: Columns, keep: (row: number) => boolean): Columns =>
  Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, values.filter((_, i) => keep(i))]),
  )

describe('rows', () => {
  it('labels swapped so that the predictions are right', () => {
    const flattering = forged({ y: p.map((v) => (v > 0.5 ? 1 : 0)) })
    refused(
      judge(GATE, flattering, champion),
      'cannot-tell',
      /not judged on the same rows: in "test", .* changed in label/,
    )
  })
  it('one label changed', () => {
    const changed = forged({ y: y.map((label, i) => (i === 4000 ? 1 - label : label)) })
    refused(judge(GATE, changed, champion), 'cannot-tell', /1 row changed in label \("4000"\)/)
  })
  it('only the easy rows', () => {
    const easy = pick(honest, (i) => Math.abs((p[i] ?? 0) - (y[i] ?? 0)) < 0.5)
    refused(judge(GATE, easy, champion), 'cannot-tell', /rows missing \(/)
  })
  it('a row added', () => {
    const more = Object.fromEntries(
      Object.entries(honest).map(([name, values]) => [name, [...values, values.at(-1)]]),
    )
    const added = { ...more, row_id: [...(honest.row_id ?? []), 99999] }
    refused(judge(GATE, added, champion), 'cannot-tell', /1 row new \("99999"\)/)
  })
  it('right rows duplicated', () => {
    const twice = Object.fromEntries(
      Object.entries(honest).map(([name, values]) => [name, [...values, ...values.slice(0, 50)]]),
    )
    expect(() => predictionsOf(twice)).toThrow(/50 row ids \("0", "1", "2", "3", "4", …\) more than once/)
  })
  it('predictions shuffled among the rows', () => {
    const order = random.shuffled(p.length)
    refused(
      judge(GATE, forged({ p: order.map((i) => p[i]) }), champion),
      'worse',
      /a loss of .* beyond the margin/,
    )
  })
  it('all weight on the rows that are right', () => {
    const weight = p.map((v, i) => ((v > 0.5 ? 1 : 0) === y[i] ? 1 : 0))
    refused(judge(GATE, forged({ weight }), champion), 'cannot-tell', /changed in weight/)
  })
  it('clusters left out, so that the rows look independent', () => {
    const { cluster, ...independent } = honest
    expect(cluster).toBeDefined()
    refused(judge(GATE, independent, champion), 'cannot-tell', /3,000 rows changed in cluster/)
  })
  it('the tune split left out, so that the test rows are shown', () => {
    const bare = pick(honest, (i) => rows.split[i] === 'test')
    const verdict = judge(GATE, bare, champion)
    refused(verdict, 'cannot-tell', /in "tune", 3,000 rows missing/)
    expect(verdict.mode).toBe('sealed')
  })
  it('splits renamed', () => {
    const renamed = forged({ split: rows.split.map((name) => `${name}2`) })
    refused(judge(GATE, renamed, champion), 'cannot-tell', /rows missing/)
    refused(judge(GATE, renamed, renamed), 'cannot-tell', /none of them is "test"/)
  })
})

describe('predictions', () => {
  const spoilt = (change: (v: number, i: number) => number) => p.map(change)
  it('NaN where it would be wrong', () => {
    const withNaN = spoilt((v, i) => (Math.abs(v - (y[i] ?? 0)) > 0.8 ? Number.NaN : v))
    expect(() => predictionsOf(forged({ p: withNaN }))).toThrow(/column "p" has \d+ bad values, first NaN/)
    const challenger = { ...side('challenger', null), problem: 'Cannot use the predictions: NaN' }
    refused(
      compareModels(input(GATE, challenger, side('v1.0.0', champion))),
      'cannot-tell',
      /^The models cannot be compared: Cannot use the predictions: NaN/,
    )
  })
  it('NaN that got past the reader', () => {
    const challenger = side('challenger', honest)
    challenger.predictions?.splits.get('tune')?.p?.fill(Number.NaN, 0, 1)
    refused(
      compareModels(input(GATE, challenger, side('v1.0.0', champion))),
      'cannot-tell',
      /not a finite number/,
    )
  })
  it('one score for all', () => {
    refused(judge(GATE, forged({ p: spoilt(() => 0.25) }), champion), 'worse', /ROC AUC is 0\.500 against/)
  })
  it('turned round', () => {
    refused(
      judge(GATE, forged({ p: spoilt((v) => 1 - v) }), champion),
      'worse',
      /beyond what chance explains/,
    )
  })
  it('good only on the rows that are shown', () => {
    const good = spoilt((v, i) => (rows.split[i] === 'tune' ? 0.1 + 0.8 * (y[i] ?? 0) : v))
    refused(judge(GATE, forged({ p: good }), champion), 'cannot-tell', /the sealed rows do not show/)
  })
  it('a few rows memorised', () => {
    const known = spoilt((_, i) => (i % 200 === 0 ? (y[i] === 1 ? 0.99 : 0.01) : (champion.p?.[i] as number)))
    refused(
      judge(GATE, forged({ p: known }), champion),
      'cannot-tell',
      /the two differ on only 15 rows|sealed rows/,
    )
  })
  it('a disaster on one row, hidden by a small gain everywhere', () => {
    const sharper = (champion.p as number[]).map((v, i) =>
      i % 3000 === 7 ? (y[i] === 1 ? 0 : 1) : v + 0.02 * v * (1 - v) * ((y[i] ?? 0) * 2 - 1),
    )
    refused(judge(GATE, forged({ p: sharper }), champion), 'cannot-tell', /./)
  })
  it('none at all', () => {
    refused(judge(GATE, null, champion), 'cannot-tell', /there are no per-row predictions of the challenger/)
    refused(
      judge(GATE, null, null, { challenger: { roc_auc: 0.99 } }),
      'cannot-tell',
      /no per-row predictions/,
    )
  })
  it('without the column that a guard judges', () => {
    const { p: dropped, ...rest } = honest
    const labels = { ...rest, y_pred: p.map((v) => (v > 0.5 ? 1 : 0)) }
    expect(dropped).toBeDefined()
    refused(
      judge(GATE, labels, champion, { challenger: { roc_auc: 0.99, log_loss: 0.01 } }),
      'cannot-tell',
      /the predictions have no column "p"/,
    )
  })
  it('numbers that overflow', () => {
    const gate = model({ mean_squared_error: gateMetric({ direction: 'lower', margin: 1 }) })
    const regression = (first: number): Columns => ({
      row_id: y.map((_, i) => i),
      y: y.map((label, i) => label + i),
      y_pred: y.map((label, i) => (i === 0 ? first : label + i + random.normal())),
    })
    refused(judge(gate, regression(1e308), regression(0)), 'cannot-tell', /not a finite number/)
  })
})

describe('labels, classes and columns', () => {
  const gateOf = (name: string, column?: string) =>
    model({ [name]: gateMetric({ role: 'goal', margin: 0.01, column }) })
  const sure = p.toSorted((a, b) => b - a)
  const called = (share: number) => p.map((v) => (v > (sure[Math.floor(share * p.length)] ?? 1) ? 1 : 0))
  it('precision from a few rows that are called, all of them right', () => {
    const few = forged({ y_pred: called(0.01).map((label, i) => label * (y[i] ?? 0)) })
    refused(judge(gateOf('precision'), few, champion), 'cannot-tell', /The sealed rows do not settle it/)
  })
  it('no row called, or all of them', () => {
    const labels = (label: number) => forged({ y_pred: p.map(() => label) })
    refused(judge(gateOf('f1'), labels(0), champion), 'worse', /F1 is 0\.000 against/)
    refused(judge(gateOf('balanced_accuracy'), labels(1), champion), 'worse', /is 0\.500 against/)
    refused(judge(gateOf('matthews_corrcoef'), labels(1), champion), 'cannot-tell', /not a finite number/)
  })
  it('one score for all, by average precision', () => {
    refused(
      judge(gateOf('average_precision'), forged({ p: p.map(() => 0.25) }), champion),
      'worse',
      /average precision is 0\.\d+ against/i,
    )
  })
  it('two classes dressed as several, and labels as texts', () => {
    const { p: _, ...bare } = honest
    const dressed = { ...bare, 'p:0': p.map((v) => 1 - v), 'p:1': p }
    refused(judge(GATE, dressed, champion), 'cannot-tell', /metric of two classes/)
    refused(judge(gateOf('accuracy'), dressed, champion), 'cannot-tell', /3,000 rows changed in label/)
    const texts = { ...bare, y: y.map(String), y_pred: p.map((v) => String(Math.round(v))) }
    refused(judge(gateOf('accuracy'), texts, champion), 'cannot-tell', /3,000 rows changed in label/)
  })
  it('classes whose names were exchanged', () => {
    const y = rows.y.map((label) => (label === 1 ? 'late' : 'on time'))
    const { p: _, ...rest } = champion
    const bare = { ...rest, y }
    const named = { ...bare, 'p:late': p, 'p:on time': p.map((v) => 1 - v) }
    const exchanged = { ...bare, 'p:on time': p, 'p:late': p.map((v) => 1 - v) }
    refused(judge(gateOf('accuracy'), exchanged, named), 'worse', /accuracy is 0\.\d+ against/i)
  })
  it('one huge number in a column, a number left out, and the column renamed', () => {
    const gate = gateOf('helpfulness', 'score')
    const scored = (columns: Columns, of: (i: number) => number | null) => ({
      ...columns,
      score: p.map((_, i) => of(i)),
    })
    const plain = scored(champion, (i) => (i * 7) % 5)
    const judged = (of: (i: number) => number | null) => judge(gate, scored(honest, of), plain)
    refused(
      judged((i) => (i % 3000 === 5 ? 1e9 : (i * 11) % 5)),
      'cannot-tell',
      /The sealed rows do not settle it/,
    )
    refused(
      judged((i) => (i % 3000 === 5 ? null : 5)),
      'cannot-tell',
      /not a finite number on these rows/,
    )
    const { score, ...renamed } = scored(honest, () => 5)
    refused(judge(gate, { ...renamed, Score: score }, plain), 'cannot-tell', /no column of numbers "score"/)
  })
})

describe('metrics', () => {
  const gate = (metric: Gate['metrics'][string]) => ({ ...model({ score: metric }), predictions: undefined })
  const point = gateMetric({ role: 'goal', margin: 0.01, judge: 'point' })
  const judged = (
    challenger: Record<string, MetricValue>,
    reference: Record<string, MetricValue> = { score: 0.5 },
  ) => judge(gate(point), null, null, { challenger, champion: reference })

  it('renamed', () => refused(judged({ Score: 0.9 }), 'cannot-tell', /no metrics file has a value "score"/))
  it('a name that every object has', () => {
    const odd = { ...model({ toString: point, constructor: point }), predictions: undefined }
    refused(
      judge(odd, null, null, { challenger: {}, champion: {} }),
      'cannot-tell',
      /has a value "constructor"/,
    )
  })
  it('the baseline gone', () => {
    refused(judged({ score: 0.9 }, {}), 'cannot-tell', /for v1\.0\.0, no metrics file has a value "score"/)
    refused(judged({ score: 0.9 }, { score: null }), 'cannot-tell', /is not a finite number/)
    const orphan = compareModels(input(GATE, side('challenger', honest), { ...side('v1.0.0', null) }))
    refused(orphan, 'cannot-tell', /v1\.0\.0 has no predictions to compare with/)
  })
  it('text and truth values for numbers', () => {
    refused(judged({ score: '0.9' }), 'cannot-tell', /is the text "0\.9"; expected a number/)
    refused(judged({ score: true }), 'cannot-tell', /is the truth value "true"/)
    refused(judged({ score: '<img src=x onerror=alert(1)>'.repeat(9) }), 'cannot-tell', /is the text "<img/)
    for (const odd of ['\ud800', `${'x'.repeat(58)}\u{1f6eb}`, 'a'.repeat(1e6)])
      refused(judged({ score: odd }), 'cannot-tell', /is the text "/)
  })
  it('NaN, infinity and 1e308', () => {
    refused(judged({ score: Number.NaN }), 'cannot-tell', /not a finite number/)
    refused(judged({ score: Number.POSITIVE_INFINITY }), 'cannot-tell', /not a finite number/)
    refused(
      judged({ score: 1e308 }, { score: -1e308 }),
      'cannot-tell',
      /the difference is too large for a number/,
    )
  })
  it('negative zero is zero', () => {
    const zero = gate(gateMetric({ role: 'goal', judge: 'point' }))
    const verdict = (challenger: number, reference: number) =>
      judge(zero, null, null, { challenger: { score: challenger }, champion: { score: reference } })
    expect(verdict(-0, 0).outcome).toBe('non-inferior')
    expect(formatVerdict(verdict(-0, 0))).toBe(formatVerdict(verdict(0, 0)))
    expect(JSON.stringify(verdict(-0, 0))).not.toContain('-0')
    refused(verdict(-0, 1e-9), 'worse', /^Score is 0 against 1e−9, worse/)
  })
  it('a number claimed for a metric that rows decide is not looked at', () => {
    const verdict = judge(GATE, honest, champion, { challenger: { roc_auc: 1 }, champion: { roc_auc: 0 } })
    expect(verdict.metrics.roc_auc?.estimate?.challenger).toBeLessThan(0.9)
    expect(verdict.outcome).not.toBe('better')
  })
  it('no metric in the gate at all', () => {
    refused(judge(model({}), honest, champion), 'cannot-tell', /names no metric/)
  })
})
