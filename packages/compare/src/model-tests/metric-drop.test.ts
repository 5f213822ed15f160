import type { Gate, ModelTests } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { predictionsOf } from '../predictions/predictions-of.ts'
import { judgeRobustness } from './judge-robustness.ts'
import { answeredRows, dropMetric, metricDrop, shownSplit, shuffled, tooFewRows } from './metric-drop.ts'

const gate = (name: string, more = {}) =>
  ({ metrics: { [name]: { role: 'goal', ...more } } }) as unknown as Gate

describe('metricDrop()', () => {
  const rows = predictionsOf({ row_id: [1, 2, 3, 4], y: [0, 1, 1, 0], p: [0.2, 0.9, 0.6, 0.4] }).splits.get(
    'test',
  )
  if (!rows) throw new Error('no rows')
  const own = Uint32Array.of(0, 1, 2, 3)
  const said = (values: number[]) =>
    answeredRows(
      rows,
      own,
      { rows: 4, width: 1, values: Float64Array.from(values) },
      { task: 'binary', classes: undefined },
    )
  const drop = (name: string, values: number[]) => {
    const metric = dropMetric(undefined, gate(name), 'binary')
    if ('problem' in metric) throw new Error(metric.problem)
    return metricDrop(metric, said([0.2, 0.9, 0.6, 0.4]), said(values), 'binary').drop
  }

  it('is + where a metric gets worse, whichever way it points', () => {
    expect(drop('accuracy', [0.9, 0.1, 0.6, 0.4])).toBeCloseTo(0.5, 12)
    // ln 0.9 − ln 0.5 of one row in four.
    expect(drop('log_loss', [0.2, 0.5, 0.6, 0.4])).toBeCloseTo(Math.log(0.9 / 0.5) / 4, 12)
    expect(drop('accuracy', [0.2, 0.9, 0.6, 0.4])).toBe(0)
    expect(drop('accuracy', [Number.NaN, 0.9, 0.6, 0.4])).toBeNaN()
  })

  it('puts the scores of classes in the order of their names', () => {
    const several = predictionsOf({ row_id: [1], y: ['b'], 'p:a': [0.5], 'p:b': [0.5] }).splits.get('test')
    if (!several) throw new Error('no rows')
    const answers = { rows: 1, width: 2, values: Float64Array.of(0.9, 0.1) }
    const told = answeredRows(several, Uint32Array.of(0), answers, {
      task: 'multiclass',
      classes: ['b', 'a'],
    })
    expect(told.classes?.probabilities?.map(([value]) => value)).toEqual([0.1, 0.9])
  })
})

describe('dropMetric()', () => {
  it('takes the gate’s first goal, and refuses what a model’s answers do not give', () => {
    expect(dropMetric(undefined, gate('roc_auc'), 'binary')).toMatchObject({
      name: 'roc_auc',
      direction: 'higher',
    })
    expect(dropMetric('brier_score_loss', gate('roc_auc'), 'binary')).toMatchObject({ direction: 'lower' })
    expect(dropMetric(undefined, gate('cost', { column: 'cost' }), 'binary')).toHaveProperty('problem')
    expect(dropMetric('r2', gate('roc_auc'), 'binary')).toHaveProperty('problem')
    expect(dropMetric(undefined, { metrics: {} }, 'binary')).toHaveProperty('problem')
  })
})

describe('shownSplit()', () => {
  it('never is the sealed one', () => {
    const of = (split: string[]) =>
      shownSplit(predictionsOf({ row_id: [1, 2], split, y: [0, 1], p: [0, 1] }))?.[0]
    expect([of(['tune', 'test']), of(['test', 'test']), of(['june', 'june'])]).toEqual([
      'tune',
      'test',
      'june',
    ])
  })
})

describe('tooFewRows()', () => {
  it('asks for 50 rows of each class and 10 clusters', () => {
    const rows = (count: number, clusters?: number) => {
      const ids = Array.from({ length: count }, (_, i) => i)
      const columns = { row_id: ids, y: ids.map((i) => i % 2), p: ids.map(() => 0.5) }
      const found = predictionsOf(
        clusters ? { ...columns, cluster: ids.map((i) => `c${i % clusters}`) } : columns,
      ).splits.get('test')
      if (!found) throw new Error('no rows')
      return tooFewRows(found, 'binary')
    }
    expect([rows(100), rows(100, 10)]).toEqual([undefined, undefined])
    expect([rows(98), rows(100, 9)].every(Boolean)).toBe(true)
  })
})

describe('shuffled()', () => {
  it('is an order of all rows that hangs on the seed alone', () => {
    expect([...shuffled(100, 3)].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(shuffled(100, 3)).toEqual(shuffled(100, 3))
    expect(shuffled(100, 3)).not.toEqual(shuffled(100, 4))
  })
})

describe('judgeRobustness()', () => {
  const spec = (max: number | undefined): NonNullable<ModelTests['robustness']> => ({ missing: true, max })
  const drops = (...values: [number | null, number][]) => ({
    metric: 'roc_auc',
    split: 'tune',
    rows: 1000,
    clusters: null,
    drops: values.map(([drop, standard_error], i) => ({
      column: `c${i}`,
      change: 'missing' as const,
      drop,
      standard_error,
      df: 999,
    })),
  })
  const outcome = (max: number | undefined, ...values: [number | null, number][]) =>
    judgeRobustness(drops(...values), spec(max))[0]?.outcome

  it('lets the costliest column decide, within its limits', () => {
    expect(outcome(0.02, [0.001, 0.001], [0.01, 0.002])).toBe('holds')
    expect(outcome(0.02, [0.001, 0.001], [0.03, 0.002])).toBe('worse')
    expect(outcome(0.02, [0.001, 0.001], [0.021, 0.002])).toBe('cannot-tell')
    // A column with wide limits is not covered by one that costs more.
    expect(outcome(0.02, [0.001, 0.02], [0.01, 0.002])).toBe('cannot-tell')
    expect(outcome(undefined, [0.03, 0.002])).toBe('shown')
  })

  it('takes no number for worse, where anything was asked', () => {
    expect(outcome(0.5, [0.001, 0.001], [null, 0])).toBe('worse')
    expect(outcome(undefined, [null, 0])).toBe('shown')
  })
})
