import { describe, expect, it } from 'vitest'
import { bcaLimits } from './bca-limits.ts'
import bca from './fixtures/golden-bootstrap-bca.json' with { type: 'json' }
import random from './fixtures/random.json' with { type: 'json' }
import regression from './fixtures/regression.json' with { type: 'json' }
import { Random } from './random.ts'
import { jackknife, resample } from './resample.ts'
import { absoluteErrors } from './row-losses.ts'
import { columnOf as column, expectNear } from './testing/expect-near.ts'
import { medianByWeight } from './weighted-quantile.ts'

const statistics: Record<string, (values: readonly number[]) => number> = {
  mean: (v) => v.reduce((sum, x) => sum + x, 0) / v.length,
  median: (v) => medianByWeight(column(v))(new Float64Array(v.length).fill(1)),
  std1: (v) => {
    const mean = v.reduce((sum, x) => sum + x, 0) / v.length
    return Math.sqrt(v.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (v.length - 1))
  },
}

describe('bcaLimits() agree with SciPy on its resamples', () => {
  for (const { id, input, expected } of bca.cases) {
    it(id, () => {
      const of = statistics[input.statistic] ?? (() => Number.NaN)
      const at = (places: readonly number[]) => of(places.map((i) => input.x[i] ?? 0))
      const all = [...input.x.keys()]
      const without = Float64Array.from(all, (i) => at(all.toSpliced(i, 1)))
      const [lower, upper] = bcaLimits(at(all), Float64Array.from(input.resample_indices, at), without, 0.025)
      expectNear(lower, expected.BCa[0], 9)
      expectNear(upper, expected.BCa[1], 9)
    })
  }
  it('are NaN where all resamples are on one side, or one is NaN', () => {
    const without = column([1, 2, 4])
    expect(bcaLimits(0, column([1, 2, 3]), without, 0.025)).toEqual([Number.NaN, Number.NaN])
    expect(bcaLimits(2, column([1, null, 3]), without, 0.025)).toEqual([Number.NaN, Number.NaN])
    expect(bcaLimits(2, column([]), without, 0.025)).toEqual([Number.NaN, Number.NaN])
  })
})

describe('Random', () => {
  for (const { seed, first } of random.cases) {
    it(`gives the numbers of the published code, seed ${seed}`, () => {
      const found = new Random(seed)
      expect(first.map(() => found.next())).toEqual(first)
    })
  }
  it('below() reaches every number, equally often', () => {
    const random = new Random(1)
    const counts = [0, 0, 0, 0, 0]
    for (let k = 0; k < 50_000; k++) {
      const drawn = random.below(5)
      counts[drawn] = (counts[drawn] ?? 0) + 1
    }
    // Chi-squared with 4 degrees of freedom is below 18.5 but for once in a thousand.
    expect(counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)).toBeLessThan(18.5)
    expect(new Random(7).below(1)).toBe(0)
    // Numbers of 32 bits fold onto these so that without drawing again half of them would be below the third.
    const third = 2 ** 30
    const low = Array.from({ length: 3000 }, () => random.below(3 * third)).filter((n) => n < third)
    expect(low.length / 3000).toBeCloseTo(1 / 3, 1)
  })
})

describe('resample()', () => {
  const values = column([3, 1, 4, 1, 5, 9, 2, 6])
  const mean = (weight: Float64Array) => {
    const size = weight.reduce((sum, w) => sum + w, 0)
    return weight.reduce((sum, w, i) => sum + w * (values[i] ?? 0), 0) / size
  }
  const sd = (list: Float64Array) => {
    const centre = list.reduce((sum, x) => sum + x, 0) / list.length
    return Math.sqrt(list.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (list.length - 1))
  }
  it('gives the same numbers for the same seed, and others for another', () => {
    const sample = { rows: 8 }
    expect(resample(mean, sample, 20, 5)).toEqual(resample(mean, sample, 20, 5))
    expect(resample(mean, sample, 20, 6)).not.toEqual(resample(mean, sample, 20, 5))
  })
  it('has the spread that it should have: s·√((n−1)/n²) for a mean of rows', () => {
    const expected = Math.sqrt(values.reduce((sum, v) => sum + (v - 3.875) ** 2, 0)) / 8
    expect(sd(resample(mean, { rows: 8 }, 4000, 1)) / expected).toBeCloseTo(1, 1)
  })
  it('draws clusters whole, and none of weight 0', () => {
    const clusters = { codes: Int32Array.from([0, 0, 1, 1, 2, 2, 3, 3]), count: 5 }
    const weight = column([1, 2, 1, 2, 1, 2, 0, 0])
    const seen: number[][] = []
    const keep = (w: Float64Array) => seen.push(Array.from(w))
    resample(keep, { rows: 8, weight, clusters }, 50, 3)
    for (const w of seen) {
      expect([w[1], w[3], w[5]]).toEqual([w[0], w[2], w[4]].map((x) => 2 * (x ?? 0)))
      expect((w[0] ?? 0) + (w[2] ?? 0) + (w[4] ?? 0)).toBe(3)
      expect([w[6], w[7]]).toEqual([0, 0])
    }
  })
  it('is NaN for no rows', () => {
    expect(Array.from(resample(mean, { rows: 0 }, 2, 1))).toEqual([Number.NaN, Number.NaN])
  })
  it('jackknife() leaves out each row or cluster that weighs something', () => {
    expect(Array.from(jackknife(mean, { rows: 8 }))).toEqual(Array.from(values, (v) => (31 - v) / 7))
    const clusters = { codes: Int32Array.from([0, 0, 0, 0, 1, 1, 2, 2]), count: 3 }
    const weight = column([1, 1, 1, 1, 1, 1, 0, 0])
    expect(Array.from(jackknife(mean, { rows: 8, weight, clusters }))).toEqual([14 / 2, 9 / 4])
  })
})

describe('medianByWeight()', () => {
  for (const { name, y, prediction, weight, expected } of regression.cases) {
    it(`is scikit-learn’s median absolute error, ${name}`, () => {
      const errors = absoluteErrors(column(y), column(prediction))
      const weights = weight ? column(weight) : new Float64Array(y.length).fill(1)
      expect(medianByWeight(errors)(weights)).toBeCloseTo(expected.median_absolute_error, 14)
    })
  }
  it('is NaN for no rows, no weight or a NaN, and the value of a single row', () => {
    expect(medianByWeight(column([]))(column([]))).toBeNaN()
    expect(medianByWeight(column([1, 2]))(column([0, 0]))).toBeNaN()
    expect(medianByWeight(column([1, null]))(column([1, 1]))).toBeNaN()
    expect(medianByWeight(column([7, 8]))(column([0, 3]))).toBe(8)
    expect(medianByWeight(column([1, 2, 3]))(column([1, 0, 1]))).toBe(2)
  })
})
