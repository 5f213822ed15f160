import { type Gate, type GateMetric, standardDirection, type Verdict } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { type Columns, gateMetric, judge, model, Random } from '../testing/synthetic.ts'

/** A gate of one goal. */
const goal = (name: string, margin: number, more: Partial<GateMetric> = {}, gate: Partial<Gate> = {}) =>
  model(
    {
      [name]: gateMetric({
        role: 'goal',
        margin,
        direction: standardDirection(name, more) ?? 'lower',
        ...more,
      }),
    },
    gate,
  )
const indices = (n: number) => Array.from({ length: n }, (_, i) => i)
const without = (columns: Columns, name: string): Columns =>
  Object.fromEntries(Object.entries(columns).filter(([key]) => key !== name))

/** Better, worse and the same; and a prediction that is no number refuses the file, or cannot be judged. */
function expectDecides(gate: ReturnType<typeof goal>, good: Columns, bad: Columns): Verdict {
  const better = judge(gate, good, bad)
  expect(better.outcome, better.reasons[0]).toBe('better')
  for (const reason of better.reasons) expect(reason).not.toMatch(/undefined|NaN|null|\[object/)
  expect(judge(gate, bad, good).outcome).toBe('worse')
  expect(judge(gate, good, good).outcome).toBe('non-inferior')
  return better
}

describe('several labels', () => {
  const random = new Random(61)
  const names = ['a', 'b', 'c']
  const base: Columns = { row_id: indices(900) }
  for (const name of names) base[`y:${name}`] = indices(900).map(() => (random.uniform() < 0.4 ? 1 : 0))
  const side = (noise: number): Columns => ({
    ...base,
    ...Object.fromEntries(
      names.map((name) => [
        `p:${name}`,
        indices(900).map(
          (i) => 1 / (1 + Math.exp(-(3 * Number(base[`y:${name}`]?.[i]) - 1.5 + noise * random.normal()))),
        ),
      ]),
    ),
  })
  const [good, bad] = [side(0.8), side(2.5)]
  for (const name of [
    'accuracy',
    'average_precision',
    'brier_score_loss',
    'f1_macro',
    'f1_micro',
    'f1_samples',
    'hamming_loss',
    'label_ranking_average_precision_score',
    'log_loss',
    'roc_auc',
  ])
    it(`${name} decides`, () => void expectDecides(goal(name, 0.005), good, bad))
  it('accuracy is that of whole sets of labels, by Newcombe’s limits', () => {
    expect(judge(goal('accuracy', 0.01), good, bad).metrics.accuracy?.estimate?.method).toMatch(/Newcombe/)
  })
  it('labels that were written come before probabilities', () => {
    const written = (from: Columns) => ({
      ...good,
      ...Object.fromEntries(names.map((name) => [`y_pred:${name}`, from[`y:${name}`] ?? []])),
    })
    expect(
      judge(goal('hamming_loss', 0.01), written(base), bad).metrics.hamming_loss?.estimate?.challenger,
    ).toBe(0)
  })
  it('other labels, and labels that changed, cannot be compared', () => {
    const more = { ...good, 'y:d': indices(900).map(() => 0), 'p:d': indices(900).map(() => 0) }
    expect(judge(goal('hamming_loss', 0.01), more, bad).reasons[0]).toMatch(/other labels \("d" new\)/)
    expect(judge(goal('hamming_loss', 0.01), bad, more).reasons[0]).toMatch(/other labels \("d" missing\)/)
    const changed = {
      ...good,
      'y:a': (base['y:a'] ?? []).map((value, i) => (i === 7 ? 1 - Number(value) : value)),
    }
    const verdict = judge(goal('hamming_loss', 0.01), changed, bad)
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toMatch(/1 row changed in label/)
    expect(verdict.testset).not.toEqual(judge(goal('hamming_loss', 0.01), good, bad).testset)
  })
  it('a macro average takes 50 rows with each label and without it, a mean over rows does not', () => {
    const rare = (columns: Columns) => ({ ...columns, 'y:c': indices(900).map((i) => (i < 49 ? 1 : 0)) })
    const verdict = judge(goal('roc_auc', 0.01), rare(good), rare(bad))
    expect(verdict.reasons[0]).toMatch(/only 49 rows with one label, or without it; it takes 50/)
    expect(judge(goal('log_loss', 0.01), rare(good), rare(bad)).outcome).not.toBe('cannot-tell')
  })
  it('a file that is not whole is refused, and says which column', () => {
    const refused = (columns: Columns) => () => judge(goal('hamming_loss', 0.01), columns, bad)
    expect(refused(without(good, 'p:b'))).toThrow(/column "p:b" is missing; expected because there is "y:b"/)
    expect(refused({ ...good, 'y:b': indices(900) })).toThrow(
      /column "y:b" has 898 bad values.*expected 0 or 1/,
    )
    expect(refused({ ...good, y: indices(900) })).toThrow(/a column "y" and columns "y:…"/)
    expect(refused({ ...good, 'p:a': indices(900).map(() => Number.NaN) })).toThrow(
      /column "p:a" has 900 bad values/,
    )
  })
  it('is never taken for another task', () => {
    expect(judge(goal('hamming_loss', 0.01, {}, { task: 'binary' }), good, bad).outcome).toBe('cannot-tell')
    const binary = { row_id: indices(200), y: indices(200).map((i) => i % 2), p: indices(200).map(() => 0.5) }
    const asked = judge(goal('hamming_loss', 0.01, {}, { task: 'multilabel' }), binary, binary)
    expect(asked.reasons[0]).toMatch(/the gate says multilabel, and the predictions have no columns "y:…"/)
    expect(judge(goal('hamming_loss', 0.01), binary, binary).reasons[0]).toMatch(
      /it is a metric of several labels/,
    )
  })
})

describe('rankings', () => {
  const random = new Random(62)
  const query = indices(1200).map((i) => `q${Math.floor(i / 8)}`)
  const y = query.map(() => Math.max(0, random.below(5) - 1))
  const base: Columns = { row_id: indices(1200), query, y }
  const side = (noise: number): Columns => ({
    ...base,
    y_pred: y.map((own) => own + noise * random.normal()),
  })
  const [good, bad] = [side(0.3), side(20)]
  const ranked = (name: string, more: Partial<GateMetric> = {}) =>
    goal(name, 0.005, more, { task: 'ranking' })
  for (const name of [
    'ndcg_score',
    'ndcg_score@3',
    'mean_average_precision',
    'reciprocal_rank@5',
    'precision@3',
    'recall@3',
  ])
    it(`${name} decides by query`, () => {
      const { metrics, reasons } = expectDecides(ranked(name), good, bad)
      expect(metrics[name]?.estimate).toMatchObject({
        clusters: 150,
        df: 149,
        method: 'variance of query values, t',
      })
      expect(reasons.join(' ')).toMatch(/1,200 rows of 150 queries/)
    })
  it('takes a column "score", and averages a column of its own within each query first', () => {
    const scored = ({ y_pred, ...rest }: Columns): Columns => ({ ...rest, score: y_pred ?? [] })
    const verdict = expectDecides(ranked('ndcg_score'), scored(good), scored(bad))
    expect(verdict.metrics).toEqual(judge(ranked('ndcg_score'), good, bad).metrics)
    const uneven = (columns: Columns, shift: number) => ({
      ...columns,
      ms: query.map((_, i) => shift + (i < 8 ? 100 : random.normal())),
    })
    const latency = judge(
      ranked('latency', { column: 'ms', direction: 'lower' }),
      uneven(good, 5),
      uneven(good, 9),
    )
    expect(latency.outcome).toBe('better')
  })
  it('many documents in few queries are few', () => {
    const few = (columns: Columns): Columns => ({ ...columns, query: indices(1200).map((i) => i % 9) })
    const verdict = judge(ranked('ndcg_score'), few(good), few(bad))
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toMatch(/9 queries, worth 9\.0 of equal size; it takes 10/)
  })
  it('a query without a relevant document, or of weight 0, has no say', () => {
    const empty = (columns: Columns): Columns => ({ ...columns, y: y.map((own, i) => (i < 400 ? 0 : own)) })
    expect(judge(ranked('ndcg_score'), empty(good), empty(bad)).metrics.ndcg_score?.estimate?.clusters).toBe(
      100,
    )
    const light = (columns: Columns): Columns => ({ ...columns, weight: y.map((_, i) => (i < 400 ? 0 : 1)) })
    const own = judge(ranked('ndcg_score'), light(good), light(bad)).metrics.ndcg_score?.estimate
    expect(own).toMatchObject({ clusters: 100, rows: 800 })
    const nothing = (columns: Columns): Columns => ({ ...columns, y: y.map(() => 0) })
    expect(judge(ranked('ndcg_score'), nothing(good), nothing(bad)).outcome).toBe('cannot-tell')
  })
  it('clusters of queries tie queries together', () => {
    const clustered = (columns: Columns): Columns => ({
      ...columns,
      cluster: query.map((_, i) => `u${Math.floor(i / 80)}`),
    })
    const own = judge(ranked('ndcg_score'), clustered(good), clustered(bad)).metrics.ndcg_score?.estimate
    expect(own).toMatchObject({ clusters: 15, method: 'delete-one-cluster jackknife (CR3), t' })
    const torn = (columns: Columns): Columns => ({ ...columns, cluster: query.map((_, i) => `u${i % 20}`) })
    expect(judge(ranked('ndcg_score'), torn(good), torn(bad)).reasons[0]).toMatch(
      /rows of one query have more than one weight or cluster/,
    )
  })
  it('scores that are all the same earn what chance earns', () => {
    const constant = { ...base, y_pred: y.map(() => 1) }
    expect(judge(ranked('ndcg_score'), constant, bad).outcome).toBe('worse')
  })
  it('cannot be judged with other queries, without any, or with a relevance below 0', () => {
    const moved = { ...good, query: query.map((own, i) => (i === 5 ? 'q99' : own)) }
    expect(judge(ranked('ndcg_score'), moved, bad).reasons[0]).toMatch(/1 row changed in cluster or query/)
    expect(judge(ranked('ndcg_score'), without(good, 'query'), bad).reasons[0]).toMatch(/no column "query"/)
    const negative = { ...good, y: y.map((own) => own - 1) }
    expect(judge(ranked('ndcg_score'), negative, bad).reasons[0]).toMatch(/"y" is below 0/)
    expect(judge(goal('ndcg_score', 0.01), good, bad).reasons[0]).toMatch(
      /the gate has to say "task: ranking"/,
    )
    expect(judge(ranked('roc_auc'), good, bad).reasons[0]).toMatch(/it is a metric of two classes/)
  })
})

describe('forecasts', () => {
  const random = new Random(63)
  const times = 240
  const rows = indices(times * 3)
  const time = rows.map((i) => `2026-${String(Math.floor(i / 3)).padStart(4, '0')}`)
  const y = rows.map(() => 50 + 5 * random.normal())
  const base: Columns = {
    row_id: rows,
    time,
    series: rows.map((i) => `s${i % 3}`),
    horizon: rows.map(() => 4),
    scale: rows.map((i) => 2 + (i % 3)),
    y,
  }
  const side = (size: number): Columns => {
    const y_pred = y.map((own) => own + size * random.normal())
    const quantile = (shift: number) => y_pred.map((own) => own + shift * size)
    return { ...base, y_pred, 'q:0.1': quantile(-1.28), 'q:0.9': quantile(1.28) }
  }
  const [good, bad] = [side(2), side(5)]
  const forecast = (name: string, more: Partial<GateMetric> = {}) =>
    goal(name, 0.01, more, { task: 'forecasting' })
  for (const name of [
    'mean_absolute_error',
    'mean_absolute_percentage_error',
    'mean_absolute_scaled_error',
    'mean_pinball_loss',
    'mean_squared_error',
    'r2',
    'root_mean_squared_error',
    'symmetric_mean_absolute_percentage_error',
  ])
    it(`${name} decides by time`, () => {
      const { metrics, reasons } = expectDecides(forecast(name), good, bad)
      expect(metrics[name]?.estimate).toMatchObject({
        clusters: times,
        rows: 3 * times,
        df: 15,
        method: 'sums by time, 15 cosines, t',
      })
      expect(reasons.join(' ')).toMatch(/720 rows of 240 times, forecast up to 4 ahead/)
    })
  it('adds Diebold and Mariano’s test, which decides nothing', () => {
    expect(judge(forecast('mean_absolute_error'), good, bad).reasons.join(' ')).toMatch(/Diebold and Mariano/)
    expect(judge(goal('mean_absolute_error', 0.1), good, bad).reasons.join(' ')).not.toMatch(/Diebold/)
  })
  it('a column "cluster" takes its series as independent in place of its times', () => {
    const clustered = (columns: Columns): Columns => ({
      ...without(columns, 'time'),
      cluster: rows.map((i) => `s${i % 24}`),
    })
    const { estimate } =
      judge(forecast('mean_absolute_error'), clustered(good), clustered(bad)).metrics.mean_absolute_error ??
      {}
    expect(estimate).toMatchObject({ clusters: 24, method: 'delete-one-cluster jackknife (CR3), t' })
    expect(judge(forecast('median_absolute_error'), clustered(good), clustered(bad)).outcome).toBe('better')
  })
  it('few times, or long horizons, are few', () => {
    const far = (columns: Columns): Columns => ({ ...columns, horizon: rows.map((i) => (i === 0 ? 25 : 1)) })
    const verdict = judge(forecast('mean_absolute_error'), far(good), far(bad))
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toMatch(
      /240 times of forecasts up to 25 steps ahead are worth 9\.6 that do not overlap; it takes 10/,
    )
  })
  it('cannot be judged without an order, by what takes resamples, or by a scale or quantiles that are not there', () => {
    const reason = (name: string, challenger: Columns, champion = bad) =>
      judge(forecast(name), challenger, champion).reasons[0]
    expect(reason('mean_absolute_error', without(good, 'time'))).toMatch(
      /neither a column "time" nor a column "cluster"/,
    )
    expect(reason('mean_absolute_error', { ...good, horizon: rows.map(() => 0) })).toMatch(
      /"horizon" has to hold whole numbers from 1/,
    )
    expect(reason('median_absolute_error', good)).toMatch(/cannot be drawn one by one; a column "cluster"/)
    expect(reason('mean_absolute_scaled_error', without(good, 'scale'), without(bad, 'scale'))).toMatch(
      /no column "scale"/,
    )
    const flat = (columns: Columns): Columns => ({ ...columns, scale: rows.map(() => 0) })
    expect(reason('mean_absolute_scaled_error', flat(good), flat(bad))).toMatch(/"scale" has to be above 0/)
    expect(reason('mean_pinball_loss', without(without(good, 'q:0.1'), 'q:0.9'))).toMatch(
      /no columns "q:…" of the same quantiles/,
    )
    expect(reason('mean_pinball_loss', without(good, 'q:0.1'))).toMatch(
      /of v1\.0\.0 have no columns "q:…" of the same quantiles/,
    )
    expect(reason('mean_pinball_loss', { ...good, 'q:0.1': rows.map(() => null) })).toMatch(
      /not a finite number/,
    )
  })
  it('a scale that the challenger made larger is not taken', () => {
    const larger = { ...good, scale: rows.map(() => 1000) }
    expect(judge(forecast('mean_absolute_scaled_error'), larger, bad).reasons[0]).toMatch(
      /720 rows changed in cluster or series/,
    )
  })
})
