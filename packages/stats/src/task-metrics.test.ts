import { describe, expect, it } from 'vitest'
import { bestScoreByWeight, bestThreshold, recallAtPrecision, topByWeight } from './by-threshold.ts'
import { dieboldMariano } from './diebold-mariano.ts'
import { hammingLosses, labelRankingPrecisions, rowF1, subsetHits } from './label-losses.ts'
import { Random } from './random.ts'
import { averagePrecisionOfList, ndcgOf, precisionAtOf, recallAtOf, reciprocalRankOf } from './ranked-list.ts'
import { scaledErrors, symmetricPercentageErrors } from './row-losses.ts'
import { cosinesFor, serialStandardError } from './serial-standard-error.ts'
import { expectedCalibrationError, squaredCalibrationError } from './squared-calibration-error.ts'
import { standardErrorOf } from './standard-error.ts'
import { columnOf as column } from './testing/expect-near.ts'
import { medianByWeight, quantileByWeight } from './weighted-quantile.ts'

const ones = (n: number) => new Float64Array(n).fill(1)

describe('scores of a list', () => {
  const all = { ndcgOf, reciprocalRankOf, averagePrecisionOfList, precisionAtOf, recallAtOf }
  it('are defined for one document, and for a cut beyond the list', () => {
    for (const score of Object.values(all)) {
      expect(score(column([1]), column([0.3]), 1)).toBe(1)
    }
    expect(precisionAtOf(column([1]), column([0.3]), 4)).toBe(0.25)
    expect(recallAtOf(column([1, 1]), column([0.3, 0.2]), 4)).toBe(1)
  })
  it('of ties are means over all orders: of all alike, what chance earns', () => {
    const [relevance, score] = [column([1, 0, 0, 0]), column([5, 5, 5, 5])]
    expect(reciprocalRankOf(relevance, score, 4)).toBeCloseTo((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4, 15)
    expect(averagePrecisionOfList(relevance, score, 4)).toBeCloseTo((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4, 15)
    expect(precisionAtOf(relevance, score, 2)).toBeCloseTo(1 / 4, 15)
    expect(recallAtOf(relevance, score, 2)).toBeCloseTo(1 / 2, 15)
  })
  it('are not numbers without a relevant document, without any, with a relevance below 0, or with NaN', () => {
    for (const score of Object.values(all)) {
      expect(score(column([0, 0]), column([1, 2]), 2)).toBeNaN()
      expect(score(column([]), column([]), 2)).toBeNaN()
      expect(score(column([1, -1]), column([1, 2]), 2)).toBeNaN()
      expect(score(column([1, 0]), column([1, Number.NaN]), 2)).toBeNaN()
    }
  })
})

describe('losses of several labels', () => {
  const truth = [column([0, 1, 1]), column([0, 0, 1])]
  it('are defined for rows with no label and with all', () => {
    const guess = [column([0, 0, 1]), column([0, 1, 1])]
    expect([...hammingLosses(truth, guess)]).toEqual([0, 1, 0])
    expect([...subsetHits(truth, guess)]).toEqual([1, 0, 1])
    expect([...rowF1(truth, guess)]).toEqual([0, 0, 1])
    expect([...labelRankingPrecisions(truth, [column([0.1, 0.2, 0.3]), column([0.1, 0.9, 0.3])])]).toEqual([
      1, 0.5, 1,
    ])
  })
  it('of ties count the worst place, and NaN carries through', () => {
    expect(labelRankingPrecisions([column([1]), column([0])], [column([0.5]), column([0.5])])[0]).toBe(0.5)
    expect(
      labelRankingPrecisions([column([1]), column([0])], [column([0.5]), column([Number.NaN])])[0],
    ).toBeNaN()
    expect(hammingLosses([], [])).toHaveLength(0)
  })
})

describe('thresholds', () => {
  const y = column([0, 0, 1, 0, 1, 1])
  const p = column([0.1, 0.2, 0.3, 0.4, 0.5, 0.5])
  it('lie half way between probabilities, and call equal ones together', () => {
    expect(bestThreshold(y, p, ({ hits, falseAlarms }) => hits - 2 * falseAlarms)).toEqual({
      threshold: 0.45,
      score: 2,
    })
    expect(bestThreshold(y, p, ({ hits }) => -hits).threshold).toBe(0.5)
    expect(bestScoreByWeight(y, p, recallAtPrecision(1))(ones(6))).toBeCloseTo(2 / 3, 15)
    expect(bestScoreByWeight(y, p, recallAtPrecision(0.75))(ones(6))).toBe(1)
  })
  it('are none without rows, with NaN, and without a positive', () => {
    expect(bestThreshold(column([]), column([]), () => 1).threshold).toBeNaN()
    expect(
      bestThreshold(
        y,
        p.map(() => Number.NaN),
        () => 1,
      ).score,
    ).toBeNaN()
    expect(bestScoreByWeight(column([0, 0]), column([0.1, 0.2]), recallAtPrecision(0.5))(ones(2))).toBeNaN()
  })
  it('of the first so many: a tie on the edge counts as far as there is room, and too few rows are none', () => {
    expect(topByWeight(y, p, 1, 'precision')(ones(6))).toBe(1)
    expect(topByWeight(y, p, 3, 'precision')(ones(6))).toBeCloseTo(2 / 3, 15)
    expect(topByWeight(column([1, 0]), column([0.5, 0.5]), 1, 'recall')(ones(2))).toBe(0.5)
    expect(topByWeight(y, p, 7, 'precision')(ones(6))).toBeNaN()
  })
})

describe('quantileByWeight()', () => {
  it('is R’s type 2, and the median at one half', () => {
    const values = column([4, 1, 3, 2])
    expect(quantileByWeight(values, 0.25)(ones(4))).toBe(1.5)
    expect(quantileByWeight(values, 0.9)(ones(4))).toBe(4)
    expect(quantileByWeight(values, 0.5)(ones(4))).toBe(medianByWeight(values)(ones(4)))
    expect(quantileByWeight(values, 0.5)(new Float64Array(4))).toBeNaN()
  })
})

describe('symmetricPercentageErrors(), scaledErrors()', () => {
  it('are 0 where both are 0, and not a number without a scale', () => {
    expect([...symmetricPercentageErrors(column([0, 1, 0]), column([0, 1, 2]))]).toEqual([0, 0, 2])
    const scaled = scaledErrors(column([1, 1, 1]), column([3, 3, 3]), column([4, 0, Number.NaN]))
    expect(scaled[0]).toBe(0.5)
    expect(scaled[1]).toBeNaN()
    expect(scaled[2]).toBeNaN()
  })
})

describe('squaredCalibrationError()', () => {
  const random = new Random(5)
  const uniform = () => random.next() / 2 ** 32
  const sample = (n: number) => ({ rows: n, weight: undefined, clusters: undefined })
  it('is 0 on average for a calibrated model, where the expected error is not', () => {
    let [squared, expected] = [0, 0]
    for (let k = 0; k < 200; k++) {
      const p = column(Array.from({ length: 300 }, uniform))
      const y = p.map((own) => (uniform() < own ? 1 : 0))
      squared += squaredCalibrationError(y, p, sample(300)).estimate / 200
      expected += expectedCalibrationError(y, p, sample(300)) / 200
    }
    expect(Math.abs(squared)).toBeLessThan(0.0005)
    expect(expected).toBeGreaterThan(0.03)
  })
  it('has the standard error of the jackknife over rows, and a row of weight 0 has no say', () => {
    const p = column(Array.from({ length: 90 }, uniform))
    const y = p.map((own) => (uniform() < own * own ? 1 : 0))
    const whole = squaredCalibrationError(y, p, sample(90))
    const codes = Int32Array.from(p.keys())
    const apart = squaredCalibrationError(y, p, { rows: 90, clusters: { codes, count: 90 } })
    expect(apart.estimate).toBeCloseTo(whole.estimate, 14)
    const byCluster = standardErrorOf(apart, { rows: 90, clusters: { codes, count: 90 } }).standardError
    expect(standardErrorOf(whole, sample(90)).standardError).toBeCloseTo(byCluster, 12)
    const heavier = (own: Float64Array) => Float64Array.from([...own, 0.5])
    const weighed = { rows: 91, weight: Float64Array.from([...ones(90), 0]) }
    const more = squaredCalibrationError(heavier(y), heavier(p), weighed)
    expect(more.estimate).toBeCloseTo(whole.estimate, 14)
    expect(standardErrorOf(more, weighed).standardError).toBeCloseTo(byCluster, 12)
  })
  it('is not a number for one row, none, NaN, or one cluster', () => {
    expect(squaredCalibrationError(column([1]), column([0.5]), sample(1)).estimate).toBeNaN()
    expect(squaredCalibrationError(column([]), column([]), sample(0)).estimate).toBeNaN()
    expect(squaredCalibrationError(column([1, 0]), column([0.5, Number.NaN]), sample(2)).estimate).toBeNaN()
    const one = { rows: 4, clusters: { codes: Int32Array.from([0, 0, 0, 0]), count: 1 } }
    expect(
      squaredCalibrationError(column([1, 0, 1, 0]), column([0.5, 0.5, 0.5, 0.5]), one).estimate,
    ).toBeNaN()
  })
})

describe('serialStandardError()', () => {
  const statistic = (values: Float64Array) => ({
    estimate: values.reduce((sum, value) => sum + value, 0) / values.length,
    values,
    strata: undefined,
    without: undefined,
  })
  const inOrder = (n: number) => ({ codes: Int32Array.from({ length: n }, (_, i) => i), count: n })
  it('is that of the mean of independent times, and larger where they drift', () => {
    const random = new Random(9)
    const noise = column(Array.from({ length: 2000 }, () => random.next() / 2 ** 32 - 0.5))
    const plain = Math.sqrt(1 / 12 / 2000)
    const { standardError, df } = serialStandardError(statistic(noise), { rows: 2000 }, inOrder(2000), 1)
    expect(df).toBe(63)
    expect(standardError / plain).toBeGreaterThan(0.75)
    expect(standardError / plain).toBeLessThan(1.25)
    const moving = noise.map((_, i) =>
      noise.slice(Math.max(0, i - 9), i + 1).reduce((sum, value) => sum + value, 0),
    )
    const drifting = serialStandardError(statistic(moving), { rows: 2000 }, inOrder(2000), 10).standardError
    const usual = dieboldMariano(moving, new Float64Array(2000), 10).standardError
    expect(drifting / usual).toBeGreaterThan(0.7)
    expect(drifting / usual).toBeLessThan(1.4)
  })
  it('has a cosine for every two horizons at most, and none where there are too few times', () => {
    expect([cosinesFor(1001, 1), cosinesFor(100, 10), cosinesFor(10, 10), cosinesFor(0, 1)]).toEqual([
      40, 5, 0, 0,
    ])
    expect(serialStandardError(statistic(ones(3)), { rows: 3 }, inOrder(3), 3).standardError).toBeNaN()
  })
  it('names the time with the largest part, times of weight 0 left out', () => {
    const values = column([0, 9, 0, 0, 100])
    const weight = column([1, 1, 1, 1, 0])
    const own = { ...statistic(values), estimate: 9 / 4 }
    expect(serialStandardError(own, { rows: 5, weight }, inOrder(5), 1).time.index).toBe(1)
  })
})
