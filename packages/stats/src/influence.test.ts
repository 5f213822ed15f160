import { describe, expect, it } from 'vitest'
import { averageOf } from './average-of.ts'
import { averagePrecision } from './average-precision.ts'
import { type ClassScore, classScoreOf } from './class-score.ts'
import { fBeta, matthewsCorrelation, precisionOver, recallOver } from './class-scores.ts'
import classification from './fixtures/golden-classification.json' with { type: 'json' }
import influence from './fixtures/influence.json' with { type: 'json' }
import regression from './fixtures/regression.json' with { type: 'json' }
import { rSquared } from './r-squared.ts'
import { Random } from './random.ts'
import { meanOf } from './ratio.ts'
import { rocAuc } from './roc-auc.ts'
import { rootOf } from './root-of.ts'
import { squaredErrors } from './row-losses.ts'
import type { Sample } from './sample.ts'
import { standardErrorOf } from './standard-error.ts'
import type { Statistic } from './statistic.ts'
import { columnOf as column, expectNear } from './testing/expect-near.ts'

type Case = (typeof influence.cases)[number]
const ofLabels =
  (score: ClassScore) =>
  ({ y, score: p }: Case, sample: Sample) =>
    classScoreOf(
      y,
      p.map((value) => (value > 0.5 ? 1 : 0)),
      2,
      score,
      sample,
    )
const ofThree =
  (score: ClassScore) =>
  ({ three, guess }: Case, sample: Sample) =>
    classScoreOf(three, guess, 3, score, sample)

const metrics: Record<keyof Case['expected'], (data: Case, sample: Sample) => Statistic> = {
  average_precision: ({ y, score }, sample) => averagePrecision(column(y), column(score), sample),
  r2: ({ target, prediction }, sample) => rSquared(column(target), column(prediction), sample),
  root_mean_squared_error: ({ target, prediction }, sample) =>
    rootOf(meanOf(squaredErrors(column(target), column(prediction)), sample)),
  precision: ofLabels(precisionOver([1])),
  recall: ofLabels(recallOver([1])),
  f1: ofLabels(fBeta(1, [1])),
  f2: ofLabels(fBeta(2, [1])),
  balanced_accuracy: ofLabels(recallOver([0, 1])),
  matthews_corrcoef: ofLabels(matthewsCorrelation),
  f1_macro: ofThree(fBeta(1, [0, 1, 2])),
  balanced_accuracy_3: ofThree(recallOver([0, 1, 2])),
  matthews_corrcoef_3: ofThree(matthewsCorrelation),
  roc_auc_ovr: ({ three, shares }, sample) =>
    averageOf(
      shares.map((share, c) =>
        rocAuc(column(three.map((own) => (own === c ? 1 : 0))), column(share), sample),
      ),
      sample,
    ),
}

describe('row values are the estimate and the derivative of scikit-learn’s metric by the weight of the row', () => {
  for (const data of influence.cases) {
    for (const [name, metric] of Object.entries(metrics)) {
      it(`${name}, ${data.name}`, () => {
        const weight = data.weight ? column(data.weight) : undefined
        const found = metric(data, { rows: data.y.length, weight })
        const expected = data.expected[name as 'f1']
        expect(found.estimate).toBeCloseTo(expected.estimate, 13)
        // Differences of a quotient have about eight digits.
        for (const [row, slope] of expected.influence.entries())
          expect((found.values[row] ?? 0) - found.estimate).toBeCloseTo(slope, 7)
      })
    }
  }
})

describe('averageOf()', () => {
  const [y, a, b] = [column([1, 0, 1, 0, 0]), column([5, 3, 2, 1, 4]), column([1, 2, 3, 4, 0])]
  const sample = { rows: 5, clusters: { codes: Int32Array.from([0, 0, 1, 1, 2]), count: 3 } }
  it('of means is the mean of the means, exactly, and so are its values without each cluster', () => {
    const both = averageOf([meanOf(a, sample), meanOf(b, sample)], sample)
    const mean = meanOf(
      a.map((value, i) => (value + (b[i] ?? 0)) / 2),
      sample,
    )
    expect(both.estimate).toBeCloseTo(mean.estimate, 14)
    for (const [i, value] of mean.values.entries()) expect(both.values[i]).toBeCloseTo(value, 14)
    for (const [g, value] of mean.without?.entries() ?? []) expect(both.without?.[g]).toBeCloseTo(value, 14)
  })
  it('of none, and of one that is not defined, is NaN', () => {
    expect(averageOf([], sample).estimate).toBeNaN()
    expect(standardErrorOf(averageOf([], sample), sample).standardError).toBeNaN()
    const undefinedAuc = rocAuc(column([1, 1, 1, 1, 1]), a, sample)
    expect(averageOf([rocAuc(y, a, sample), undefinedAuc], sample).estimate).toBeNaN()
  })
})

describe('averagePrecision()', () => {
  for (const { id, input, expected } of classification.cases) {
    it(`agrees with scikit-learn, ${id}`, () => {
      const y = column(input.y)
      const weight = input.w ? column(input.w) : undefined
      const { estimate } = averagePrecision(y, column(input.p), { rows: y.length, weight })
      expectNear(estimate, expected.average_precision, 14)
    })
  }
  it('is NaN for no rows, no positive, or a NaN score, and 1 for nothing but positives', () => {
    const of = (y: number[], score: (number | null)[]) =>
      averagePrecision(column(y), column(score), { rows: y.length }).estimate
    expect(of([], [])).toBeNaN()
    expect(of([0, 0], [0.1, 0.2])).toBeNaN()
    expect(of([1, 0], [0.1, null])).toBeNaN()
    expect(of([1, 1], [0.1, 0.2])).toBe(1)
  })
  it('is NaN without a cluster that holds all positives', () => {
    const clusters = { codes: Int32Array.from([0, 0, 1, 1]), count: 2 }
    const { estimate, without } = averagePrecision(column([1, 1, 0, 0]), column([4, 2, 3, 1]), {
      rows: 4,
      clusters,
    })
    expect(estimate).toBeCloseTo((1 + 2 / 3) / 2, 15)
    expect(without?.[0]).toBeNaN()
    expect(without?.[1]).toBe(1)
  })
  it('deletes the smallest of very many clusters by their influence, which is nearly exact', () => {
    const rows = 14_000
    const random = new Random(3)
    const y = Float64Array.from({ length: rows }, () => random.below(2))
    const score = y.map((label) => label + 3 * random.uniform())
    const codes = Int32Array.from({ length: rows }, (_, row) => row >> 1)
    const weight = Float64Array.from({ length: rows }, (_, row) => (row < 2 ? 0.5 : 1))
    const { estimate, without } = averagePrecision(y, score, {
      rows,
      weight,
      clusters: { codes, count: rows / 2 },
    })
    const rest = { rows: rows - 2, weight: weight.slice(2) }
    const expected = averagePrecision(y.slice(2), score.slice(2), rest).estimate
    expect(((without?.[0] ?? 0) - estimate) / (expected - estimate)).toBeCloseTo(1, 2)
  })
  it('does not see rows of weight 0, wherever they score', () => {
    const weight = column([0, 0, 1, 1, 1, 1])
    const with0 = averagePrecision(column([1, 0, 1, 0, 1, 0]), column([0.99, 0.98, 0.9, 0.8, 0.7, 0.6]), {
      rows: 6,
      weight,
    })
    const alone = averagePrecision(column([1, 0, 1, 0]), column([0.9, 0.8, 0.7, 0.6]), { rows: 4 })
    expect(with0.estimate).toBe(alone.estimate)
    expect(Array.from(with0.values.slice(2))).toEqual(Array.from(alone.values))
    expect(with0.values.every(Number.isFinite)).toBe(true)
  })
  it('does not depend on the order of the rows, and not on the scale of the scores', () => {
    const y = [1, 0, 1, 0, 0, 1, 0]
    const score = [0.9, 0.9, 0.2, 0.2, 0.5, -0, 0]
    const forward = averagePrecision(column(y), column(score), { rows: 7 })
    const backward = averagePrecision(column(y.toReversed()), column(score.toReversed()), { rows: 7 })
    expect(Array.from(backward.values).reverse()).toEqual(Array.from(forward.values))
    const scaled = averagePrecision(column(y), column(score.map((s) => 2 * s + 1)), { rows: 7 })
    expect(scaled).toEqual(forward)
  })
})

describe('scores of labels at the edges', () => {
  const of = (score: ClassScore, y: number[], label: number[]) =>
    classScoreOf(y, label, 2, score, { rows: y.length }).estimate
  it('are NaN where a count that they divide by is 0, though scikit-learn says 0', () => {
    expect(of(precisionOver([1]), [1, 0], [0, 0])).toBeNaN()
    expect(of(recallOver([1]), [0, 0], [1, 0])).toBeNaN()
    expect(of(fBeta(1, [1]), [0, 0], [0, 0])).toBeNaN()
    expect(of(matthewsCorrelation, [1, 0], [1, 1])).toBeNaN()
    expect(of(fBeta(1, [1]), [], [])).toBeNaN()
  })
  it('are 0 where nothing is hit, and 1 where all is', () => {
    expect(of(fBeta(1, [1]), [1, 0], [0, 0])).toBe(0)
    expect(of(precisionOver([1]), [1, 0], [0, 1])).toBe(0)
    expect(of(matthewsCorrelation, [1, 0, 1], [1, 0, 1])).toBeCloseTo(1, 15)
    expect(of(matthewsCorrelation, [1, 0], [0, 1])).toBeCloseTo(-1, 15)
  })
  it('take a label that is no class for a miss', () => {
    expect(of(recallOver([1]), [1, 1], [1, -1])).toBe(0.5)
    expect(of(recallOver([1]), [1, 1], [1, Number.NaN])).toBe(0.5)
  })
  it('are NaN without a cluster that holds all that is divided by, also where weights leave dust', () => {
    const weight = column([0.1, 0.2, 0.3, 0.7])
    const clusters = { codes: Int32Array.from([0, 0, 0, 1]), count: 2 }
    const { without } = classScoreOf([1, 1, 1, 0], [1, 1, 0, 0], 2, recallOver([1]), {
      rows: 4,
      weight,
      clusters,
    })
    expect(without?.[0]).toBeNaN()
    expect(without?.[1]).toBeCloseTo(0.5, 15)
  })
})

describe('rSquared() and rootOf()', () => {
  for (const { name, y, prediction, weight, expected } of regression.cases) {
    it(`agree with scikit-learn, ${name}`, () => {
      const sample = { rows: y.length, weight: weight ? column(weight) : undefined }
      expect(rSquared(column(y), column(prediction), sample).estimate).toBeCloseTo(expected.r2, 13)
      const root = rootOf(meanOf(squaredErrors(column(y), column(prediction)), sample))
      expect(root.estimate).toBeCloseTo(expected.root_mean_squared_error, 13)
    })
  }
  it('R² is NaN for constant y, one row, none, or a NaN', () => {
    const of = (y: number[], prediction: (number | null)[]) =>
      rSquared(column(y), column(prediction), { rows: y.length }).estimate
    expect(of([0.1, 0.1, 0.1], [1, 2, 3])).toBeNaN()
    expect(of([1], [1])).toBeNaN()
    expect(of([], [])).toBeNaN()
    expect(of([1, 2], [1, null])).toBeNaN()
    expect(of([1, 2], [1, 2])).toBe(1)
  })
  it('R² is NaN without the cluster that alone makes y vary', () => {
    const clusters = { codes: Int32Array.from([0, 1, 1, 1]), count: 2 }
    const { without } = rSquared(column([5, 0.1, 0.1, 0.1]), column([4, 1, 1, 1]), { rows: 4, clusters })
    expect(without?.[0]).toBeNaN()
  })
  it('a root of 0 has no noise', () => {
    const exact = rootOf(meanOf(new Float64Array(4), { rows: 4 }))
    expect(exact.estimate).toBe(0)
    expect(standardErrorOf(exact, { rows: 4 }).standardError).toBe(0)
  })
})
