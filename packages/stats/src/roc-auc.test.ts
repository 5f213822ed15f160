import { describe, expect, it } from 'vitest'
import classification from './fixtures/golden-classification.json' with { type: 'json' }
import delong from './fixtures/golden-delong.json' with { type: 'json' }
import { rocAuc } from './roc-auc.ts'
import { standardErrorOf } from './standard-error.ts'
import { differenceOf } from './statistic.ts'
import { columnOf as column, expectNear } from './testing/expect-near.ts'

describe('rocAuc() agrees with scikit-learn', () => {
  for (const { id, input, expected } of classification.cases) {
    it(`${id}, ties and weights included`, () => {
      const y = column(input.y)
      const weight = input.w ? column(input.w) : undefined
      const { estimate } = rocAuc(y, column(input.p), { rows: y.length, weight })
      expectNear(estimate, expected.roc_auc, 14)
    })
  }
})

describe('standardErrorOf(rocAuc()) is DeLong’s', () => {
  for (const { id, input, expected } of delong.cases) {
    it(`${id}: variances, covariance and difference of two AUCs`, () => {
      const y = column(input.y)
      const sample = { rows: y.length }
      const a = rocAuc(y, column(input.a), sample)
      const b = rocAuc(y, column(input.b), sample)
      const variance = (statistic: typeof a) => standardErrorOf(statistic, sample).standardError ** 2
      const [varA, varB, varDifference] = [variance(a), variance(b), variance(differenceOf(a, b))]
      expectNear(a.estimate, expected.auc_a, 14)
      expectNear(b.estimate, expected.auc_b, 14)
      expectNear(varA, expected.var_a, 14)
      expectNear(varB, expected.var_b, 14)
      expectNear((varA + varB - varDifference) / 2, expected.cov, 14)
      expectNear(varDifference, expected.var_diff, 14)
    })
  }
})

describe('rocAuc() at the edges', () => {
  it('is NaN for no rows, one class, or a NaN score', () => {
    expect(rocAuc(column([]), column([]), { rows: 0 }).estimate).toBeNaN()
    expect(rocAuc(column([1, 1]), column([0.1, 0.2]), { rows: 2 }).estimate).toBeNaN()
    expect(rocAuc(column([1, 0]), column([0.1, null]), { rows: 2 }).estimate).toBeNaN()
  })
  it('is NaN without a cluster that holds all rows of a class', () => {
    const clusters = { codes: Int32Array.from([0, 0, 1, 1]), count: 2 }
    const { estimate, without } = rocAuc(column([1, 1, 0, 0]), column([4, 3, 2, 1]), { rows: 4, clusters })
    expect(estimate).toBe(1)
    expect(Array.from(without ?? [])).toEqual([Number.NaN, Number.NaN])
  })
  it('does not depend on the order of the rows', () => {
    const y = [1, 0, 1, 0, 0, 1, 0]
    const score = [0.9, 0.9, 0.2, 0.2, 0.5, -0, 0]
    const forward = rocAuc(column(y), column(score), { rows: 7 })
    const backward = rocAuc(column(y.toReversed()), column(score.toReversed()), { rows: 7 })
    expect(backward.estimate).toBe(forward.estimate)
    expect(Array.from(backward.values).reverse()).toEqual(Array.from(forward.values))
  })
  it('refuses columns of different lengths', () => {
    expect(() => rocAuc(column([1]), column([1, 2]), { rows: 1 })).toThrow(
      expect.objectContaining({ code: 'stats/lengths-differ' }),
    )
  })
})
