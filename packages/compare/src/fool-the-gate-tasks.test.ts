import { type Gate, type GateMetric, standardDirection } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { predictionsOf } from './predictions/predictions-of.ts'
import { expectRefused as refused } from './testing/expect-refused.ts'
import {
  type Columns,
  columnsOf,
  gateMetric,
  judge,
  model,
  predict,
  Random,
  world,
} from './testing/synthetic.ts'

// Ways to make a bad model pass by what belongs to a task: queries, times, scales, thresholds, slices. All: docs/fooling.md.

const goal = (name: string, margin: number, more: Partial<GateMetric> = {}) => ({
  [name]: gateMetric({ role: 'goal', margin, direction: standardDirection(name, more) ?? 'lower', ...more }),
})
const gateOf = (name: string, margin: number, gate: Partial<Gate> = {}) => model(goal(name, margin), gate)
const indices = (n: number) => Array.from({ length: n }, (_, i) => i)

describe('rankings', () => {
  const random = new Random(41)
  const rows = indices(1600)
  const query = rows.map((i) => `q${Math.floor(i / 8)}`)
  const y = rows.map(() => Math.max(0, random.below(5) - 1))
  const trained = (noise: number): Columns => ({
    row_id: rows,
    query,
    y,
    y_pred: y.map((own) => own + noise * random.normal()),
  })
  const [champion, challenger] = [trained(1), trained(1)]
  const gate = gateOf('ndcg_score', 0.01, { task: 'ranking' })

  it('every document in a query of its own, where it is ranked first', () => {
    const alone = { ...challenger, query: rows.map((i) => `q${i}`) }
    refused(judge(gate, alone, champion), 'cannot-tell', /1,5\d\d rows changed in cluster or query/)
  })
  it('the documents that were ranked too high left out', () => {
    const high = rows.map((i) => Number(challenger.y_pred?.[i]) - (y[i] ?? 0) < 1)
    const few = Object.fromEntries(
      Object.entries(challenger).map(([name, values]) => [name, values.filter((_, i) => high[i])]),
    )
    refused(judge(gate, few, champion), 'cannot-tell', /rows missing \(/)
  })
  it('one score for all, in the order of the relevance', () => {
    const ordered = [...rows].sort((a, b) => (y[b] ?? 0) - (y[a] ?? 0))
    const constant = { ...challenger, y_pred: rows.map(() => 1) }
    const sorted = Object.fromEntries(
      Object.entries(constant).map(([name, values]) => [name, ordered.map((i) => values[i] ?? null)]),
    )
    refused(judge(gate, sorted, champion), 'worse', /NDCG .* a loss of /i)
  })
})

describe('forecasts', () => {
  const random = new Random(42)
  const rows = indices(900)
  const base: Columns = {
    row_id: rows,
    time: rows.map((i) => `2026-${String(Math.floor(i / 3)).padStart(4, '0')}`),
    series: rows.map((i) => `s${i % 3}`),
    horizon: rows.map(() => 4),
    scale: rows.map((i) => 2 + (i % 3)),
    y: rows.map(() => 50 + 5 * random.normal()),
  }
  const trained = (size: number): Columns => {
    const y_pred = (base.y ?? []).map((own) => Number(own) + size * random.normal())
    const quantile = (shift: number) => y_pred.map((own) => own + shift * size)
    return { ...base, y_pred, 'q:0.1': quantile(-1.28), 'q:0.5': y_pred, 'q:0.9': quantile(1.28) }
  }
  const [champion, worse] = [trained(2), trained(3)]
  const forecast = (name: string, margin = 0.01) => gateOf(name, margin, { task: 'forecasting' })

  it('the scale of the errors enlarged', () => {
    const larger = { ...worse, scale: rows.map(() => 1000) }
    refused(
      judge(forecast('mean_absolute_scaled_error'), larger, champion),
      'cannot-tell',
      /900 rows changed in cluster or series or time or horizon or scale/,
    )
  })
  it('every row at a time of its own, or shorter horizons, so that the forecasts look independent', () => {
    const gate = forecast('mean_absolute_error')
    const apart = { ...worse, time: rows.map((i) => `2026-${String(i).padStart(4, '0')}`) }
    refused(judge(gate, apart, champion), 'cannot-tell', /rows changed in cluster or series or time/)
    const near = { ...worse, horizon: rows.map(() => 1) }
    refused(judge(gate, near, champion), 'cannot-tell', /900 rows changed in cluster or series or time/)
  })
  it('only the quantiles that are easy', () => {
    const { 'q:0.5': _, ...easy } = worse
    refused(
      judge(forecast('mean_pinball_loss'), easy, champion),
      'cannot-tell',
      /no columns "q:…" of the same quantiles/,
    )
  })
})

describe('several labels', () => {
  const random = new Random(43)
  const rows = indices(800)
  const names = ['easy', 'hard']
  const base: Columns = { row_id: rows }
  for (const name of names) base[`y:${name}`] = rows.map(() => (random.uniform() < 0.4 ? 1 : 0))
  const chance = (name: string, i: number, noise: number) =>
    1 / (1 + Math.exp(-(3 * Number(base[`y:${name}`]?.[i]) - 1.5 + noise * random.normal())))
  const trained = (noise: number): Columns => ({
    ...base,
    ...Object.fromEntries(names.map((name) => [`p:${name}`, rows.map((i) => chance(name, i, noise))])),
  })
  it('the label that it knows worst left out', () => {
    const { 'y:hard': _, 'p:hard': __, ...easy } = trained(2)
    refused(
      judge(gateOf('hamming_loss', 0.01), easy, trained(1)),
      'cannot-tell',
      /other labels \("hard" missing\)/,
    )
  })
})

describe('thresholds', () => {
  const random = new Random(44)
  const rows = world(random, { tune: 1500, test: 1500 })
  const champion = columnsOf(rows, predict(random, rows, 0.5))
  const called = (columns: Columns, threshold: number): Columns => ({
    ...columns,
    y_pred: (columns.p ?? []).map((p) => (Number(p) > threshold ? 1 : 0)),
  })
  const same = columnsOf(rows, predict(random, rows, 0.5))

  it('lowered until nothing is missed, under a guard of the false alarms', () => {
    const gate = model({
      ...goal('recall', 0.01),
      ...goal('precision', 0.01, { role: 'guard' }),
    })
    refused(judge(gate, called(same, 0.05), called(champion, 0.5)), 'worse', /precision is 0\.\d+ against/i)
  })
  it('lowered, where the gate keeps the champion’s', () => {
    const gate = model(goal('recall', 0.01, { threshold: 'champion' }))
    const lowered = judge(gate, called(same, 0.05), called(champion, 0.5))
    refused(lowered, 'cannot-tell', /The sealed rows do not/i)
    expect(lowered.metrics.recall?.estimate?.challenger).toBeLessThan(0.7)
  })
  it('probabilities scaled up, where the gate names the threshold', () => {
    const gate = model({
      ...goal('f1', 0.01, { threshold: 0.5 }),
      ...goal('log_loss', 0.01, { role: 'guard' }),
    })
    const up = { ...same, p: (same.p ?? []).map((p) => Math.min(1, 2 * Number(p))) }
    refused(judge(gate, up, champion), 'worse', /log loss is .* against/i)
  })
})

describe('slices', () => {
  const random = new Random(45)
  const rows = indices(4000)
  const inner = rows.map((i) => i % 10 === 3)
  const base: Columns = {
    row_id: rows,
    split: rows.map((i) => (i < 2000 ? 'tune' : 'test')),
    y: rows.map(() => 0),
    carrier: inner.map((is) => (is ? 'AA' : 'DL')),
  }
  const loss = rows.map(() => 10 + random.normal())
  const trained = (worse: (i: number) => number): Columns => ({
    ...base,
    y_pred: loss.map((own, i) => own + worse(i) + 0.1 * random.normal()),
  })
  const champion = trained(() => 0)
  const harmful = trained((i) => (inner[i] ? 0.8 : -0.3))
  const gate = gateOf('mean_absolute_error', 0.05, {
    floors: [{ metric: 'mean_absolute_error', slice: { carrier: 'AA' }, margin: 0.2 }],
  })

  it('a part that got worse under a mean that got better', () => {
    refused(judge(gate, harmful, champion), 'worse', /^On the rows of carrier AA, mean absolute error is/)
  })
  it('its rows moved to another part', () => {
    const moved = { ...harmful, carrier: rows.map(() => 'DL') }
    refused(judge(gate, moved, champion), 'worse', /^On the rows of carrier AA, mean absolute error is/)
  })
  it('the column of the parts left out, by both models or by one', () => {
    const { carrier: _, ...bare } = harmful
    const { carrier: __, ...old } = champion
    refused(judge(gate, bare, champion), 'worse', /^On the rows of carrier AA/)
    refused(judge(gate, bare, old), 'cannot-tell', /no column "carrier"/)
  })
})

describe('files', () => {
  it('one row under two ids that read alike, a weight below 0, a probability above 1', () => {
    const refusal = (columns: Columns) => () => predictionsOf(columns)
    const rows = { row_id: ['1', '2', '1'], y: [0, 1, 0], p: [0.1, 0.9, 0.1] }
    expect(refusal(rows)).toThrow(/1 row ids? \("1"\) more than once/)
    const good = { ...rows, row_id: ['1', '2', '3'] }
    expect(predictionsOf(good).splits.size).toBe(1)
    expect(refusal({ ...good, weight: [1, -1, 1] })).toThrow(/column "weight" has 1 bad value/)
    expect(refusal({ ...good, weight: [1, Number.POSITIVE_INFINITY, 1] })).toThrow(/column "weight"/)
    expect(refusal({ ...good, p: [0.1, 1.5, 0.1] })).toThrow(/column "p" has 1 bad value/)
  })
})
