import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { quantileOf } from './quantile.ts'
import { ratioOfRounds } from './ratio-of-rounds.ts'

const golden = JSON.parse(readFileSync(new URL('./fixtures/rounds.json', import.meta.url), 'utf8'))

describe('ratioOfRounds()', () => {
  it('agrees with SciPy’s t test of the logarithms', () => {
    for (const { first, second, ratio, lower, upper } of golden.ratios) {
      const found = ratioOfRounds(Float64Array.from(first), Float64Array.from(second))
      expect(found.ratio).toBeCloseTo(ratio, 12)
      expect(found.limits(0.05)[0]).toBeCloseTo(lower, 10)
      expect(found.limits(0.05)[1]).toBeCloseTo(upper, 10)
    }
  })

  it('knows nothing of one round, and of a value that is not positive', () => {
    expect(ratioOfRounds(Float64Array.of(1), Float64Array.of(2)).limits(0.05)).toEqual([
      Number.NaN,
      Number.NaN,
    ])
    expect(ratioOfRounds(Float64Array.of(0, 1), Float64Array.of(1, 1)).ratio).toBeNaN()
  })
})

describe('quantileOf()', () => {
  it('agrees with NumPy', () => {
    for (const { values, share, quantile } of golden.quantiles)
      expect(quantileOf(Float64Array.from(values), share)).toBeCloseTo(quantile, 12)
  })

  it('is NaN of nothing and of a NaN', () => {
    expect(quantileOf(new Float64Array(), 0.5)).toBeNaN()
    expect(quantileOf(Float64Array.of(1, Number.NaN), 0)).toBeNaN()
  })
})
