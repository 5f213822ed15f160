import { describe, expect, it } from 'vitest'
import { columnsOf, gateMetric, judge, model, predict, Random, world } from '../testing/synthetic.ts'

const reasonFor = (
  metric: string,
  splits: Record<string, number>,
  clusters?: number,
  change: (p: number[], y: readonly number[]) => number[] = (p) => p,
) => {
  const random = new Random(17)
  const rows = world(random, splits, clusters)
  const champion = columnsOf(rows, predict(random, rows, 0.6))
  const challenger = { ...columnsOf(rows, change(predict(random, rows, 0.6), rows.y)) }
  const direction = metric === 'accuracy' || metric === 'roc_auc' ? 'higher' : 'lower'
  return judge(model({ [metric]: gateMetric({ margin: 0.5, direction }) }), challenger, champion)
}

describe('troubleOf(): always cannot tell', () => {
  it('fewer than 50 rows of a class, in accuracy too; enough with more rows', () => {
    for (const metric of ['roc_auc', 'log_loss', 'accuracy']) {
      const few = reasonFor(metric, { test: 150 })
      expect(few.outcome).toBe('cannot-tell')
      expect(few.reasons[0]).toMatch(/only \d\d rows of one class; it takes 50/)
      expect(reasonFor(metric, { test: 400 }).outcome).toBe('non-inferior')
    }
  })
  it('fewer than 40 rows on which the two differ, but for accuracy', () => {
    const y = Array.from({ length: 2000 }, (_, i) => i % 7)
    const regression = (differing: number) => ({
      row_id: y.map((_, i) => i),
      y,
      y_pred: y.map((v, i) => v + 9.5 + (i < differing ? (i % 2 === 0 ? 1 : -1) : 0)),
    })
    const gate = model({ mean_absolute_error: gateMetric({ margin: 0.5, direction: 'lower' }) })
    const verdict = (differing: number) => judge(gate, regression(differing), regression(0))
    expect(verdict(39).reasons[0]).toMatch(/the two differ on only 39 rows; it takes 40/)
    expect(verdict(40).outcome).toBe('non-inferior')

    const labels = (differing: number) => {
      const truth = y.map((v) => (v > 3 ? 1 : 0))
      const y_pred = truth.map((label, i) => (i % 5 === 0 || i < differing ? 1 - label : label))
      return { row_id: y.map((_, i) => i), y: truth, y_pred }
    }
    const accuracy = model({ accuracy: gateMetric({ margin: 0.5 }) })
    expect(judge(accuracy, labels(5), labels(0)).outcome).toBe('non-inferior')
  })
  it('fewer than 10 clusters; a note below 30', () => {
    const few = reasonFor('log_loss', { test: 3000 }, 9)
    expect(few.reasons[0]).toMatch(/cannot be judged: 9 clusters, worth \d\.\d of equal size; it takes 10/)
    const some = reasonFor('log_loss', { test: 3000 }, 20)
    expect(some.outcome).toBe('non-inferior')
    expect(some.reasons).toContain('These intervals lean on fewer than 30 clusters: they hold, but are wide.')
    expect(reasonFor('log_loss', { test: 3000 }, 60).reasons.join()).not.toMatch(/lean on/)
  })
  it('one row with more than a tenth of the variance, named', () => {
    const verdict = reasonFor('log_loss', { test: 3000 }, undefined, (p, y) =>
      p.map((v, i) => (i === 1234 ? (y[i] === 1 ? 0 : 1) : v)),
    )
    expect(verdict.reasons[0]).toMatch(/row "1234" alone has \d\d.% of the variance/)
  })
  it('one cluster with more of the variance than chance gives one, named', () => {
    const random = new Random(4)
    const rows = world(random, { test: 6000 }, 30)
    const p = predict(random, rows, 0.6)
    const challenger = p.map((v, i) =>
      rows.cluster?.[i] === 'test-7' ? 0.5 * v : v + 0.05 * v * (1 - v) * (2 * random.uniform() - 1),
    )
    const gate = model({ log_loss: gateMetric({ margin: 0.5, direction: 'lower' }) })
    const verdict = judge(gate, columnsOf(rows, challenger), columnsOf(rows, p))
    expect(verdict.reasons[0]).toMatch(/cluster "test-7" alone has \d\d.% of the variance/)
  })
  it('a difference without noise', () => {
    const y = Array.from({ length: 200 }, (_, i) => i + 0.5)
    const columns = (shift: number) => ({
      row_id: y.map((_, i) => i),
      y,
      y_pred: y.map((v) => v + 8 + shift),
    })
    const gate = model({ mean_absolute_error: gateMetric({ direction: 'lower', margin: 5 }) })
    const verdict = judge(gate, columns(1), columns(0))
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toMatch(/there is no noise to judge it by/)
  })
})
