import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg.ts'
import { dieboldMariano } from './diebold-mariano.ts'
import best from './fixtures/best.json' with { type: 'json' }
import corrections from './fixtures/corrections.json' with { type: 'json' }
import forecasts from './fixtures/forecasts.json' with { type: 'json' }
import bh from './fixtures/golden-bh.json' with { type: 'json' }
import mcnemar from './fixtures/golden-mcnemar.json' with { type: 'json' }
import newcombe from './fixtures/golden-newcombe-paired.json' with { type: 'json' }
import paired from './fixtures/golden-paired-t.json' with { type: 'json' }
import wilcoxon from './fixtures/golden-wilcoxon.json' with { type: 'json' }
import { holm } from './holm.ts'
import { mcNemar } from './mcnemar.ts'
import { newcombeLimits } from './newcombe.ts'
import { normalUpperQuantile } from './normal.ts'
import { pairedT } from './paired-t.ts'
import { detectableDifference, sizeNeeded } from './power.ts'
import { meanOf } from './ratio.ts'
import { columnOf, expectNear, referenceValue } from './testing/expect-near.ts'
import { tiedWithBest } from './tied-with-best.ts'
import { wilcoxonSignedRank } from './wilcoxon.ts'
import { wilsonLimits } from './wilson.ts'

const z95 = normalUpperQuantile(0.025)

describe('newcombeLimits()', () => {
  for (const { id, input, expected } of newcombe.cases) {
    it(`method 10, ${id}`, () => {
      const { a, b, c, d } = input
      const [lower, upper] = newcombeLimits({ both: a, onlyFirst: b, onlySecond: c, neither: d }, z95)
      expectNear(lower, expected.method10.lo, 13)
      expectNear(upper, expected.method10.hi, 13)
    })
  }
  it('gives the published interval of Fagerland, Lydersen & Laake 2017, chapter 8, complete response', () => {
    const [lower, upper] = newcombeLimits({ both: 59, onlyFirst: 6, onlySecond: 16, neither: 80 }, z95)
    expect([lower.toFixed(4), upper.toFixed(4)]).toEqual(['-0.1186', '-0.0046'])
  })
  it('turns round when the two change places', () => {
    const [lower, upper] = newcombeLimits({ both: 80, onlyFirst: 9, onlySecond: 4, neither: 7 }, z95)
    const [low, up] = newcombeLimits({ both: 80, onlyFirst: 4, onlySecond: 9, neither: 7 }, z95)
    expect(low).toBeCloseTo(-upper, 14)
    expect(up).toBeCloseTo(-lower, 14)
  })
})

describe('wilsonLimits() agrees with statsmodels', () => {
  it('for none, some and all', () => {
    for (const [k = 0, n = 0, alpha = 0, lower = 0, upper = 0] of corrections.wilson) {
      const found = wilsonLimits(k, n, normalUpperQuantile(alpha / 2))
      expect(found[0]).toBeCloseTo(lower, 13)
      expect(found[1]).toBeCloseTo(upper, 13)
    }
    expect(wilsonLimits(0, 0, z95)).toEqual([Number.NaN, Number.NaN])
  })
})

describe('mcNemar() agrees with statsmodels', () => {
  for (const { id, input, expected } of mcnemar.cases) {
    it(`exact and mid-p, ${id}`, () => {
      const { exact, midP } = mcNemar(input.b, input.c)
      expect(exact / referenceValue(expected.exact)).toBeCloseTo(1, 9)
      expect(midP / referenceValue(expected.midp_fagerland)).toBeCloseTo(1, 9)
    })
  }
  it('is NaN for counts that are none', () => {
    expect(mcNemar(Number.NaN, 3)).toEqual({ exact: Number.NaN, midP: Number.NaN })
  })
})

describe('pairedT() agrees with SciPy', () => {
  for (const { id, input, expected } of paired.cases) {
    it(id, () => {
      const found = pairedT(columnOf(input.x), columnOf(input.y))
      expectNear(found.t, expected.t, 11)
      expectNear(found.p, expected.p, 11)
      expectNear(found.interval[0], expected.ci95[0], 11)
      expectNear(found.interval[1], expected.ci95[1], 11)
    })
  }
})

describe('holm() agrees with statsmodels', () => {
  it('in the order given', () => {
    for (const { p, adjusted } of corrections.holm) {
      for (const [i, value] of holm(p).entries()) expect(value).toBeCloseTo(adjusted[i] ?? Number.NaN, 14)
    }
  })
  it('counts a NaN as a hypothesis that is never rejected', () => {
    expect(holm([0.01, Number.NaN])).toEqual([0.02, Number.NaN])
    expect(holm([])).toEqual([])
  })
})

describe('benjaminiHochberg() agrees with SciPy', () => {
  for (const { id, input, expected } of bh.cases) {
    if (id === 'nan') continue
    it(`in the order given, ${id}`, () => {
      const found = benjaminiHochberg(input.p.map((p) => p ?? Number.NaN))
      expect(found).toHaveLength(input.p.length)
      for (const [i, value] of found.entries())
        expectNear(value, Array.isArray(expected.bh) ? expected.bh[i] : null, 14)
    })
  }
  it('counts a NaN as a hypothesis that is never rejected', () => {
    expect(benjaminiHochberg([0.01, Number.NaN])).toEqual([0.02, Number.NaN])
  })
  it('rejects two at q = 0.05 in the ten of the textbook', () => {
    const p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
    expect(benjaminiHochberg(p).filter((value) => value <= 0.05)).toHaveLength(2)
  })
})

describe('wilcoxonSignedRank() agrees with SciPy', () => {
  for (const { id, input, expected } of wilcoxon.cases) {
    it(id, () => {
      const found = wilcoxonSignedRank(columnOf(input.d))
      const reference = found.exact ? expected.wilcox_exact : expected.wilcox_asymptotic
      expectNear(found.statistic, reference.W, 12)
      expectNear(found.p, reference.p, 12)
      expect(found.exact).toBe(['n15', 'all_zero', 'n1', 'n5_all_pos'].includes(id))
    })
  }
  it('is NaN for no rows', () => {
    expect(wilcoxonSignedRank(new Float64Array()).p).toBeNaN()
  })
})

describe('dieboldMariano() agrees with statsmodels’ HAC variance and the published correction', () => {
  for (const { a, b, horizon, kernel, expected } of forecasts.cases) {
    it(`${a.length} rows, ${horizon} steps ahead, ${kernel}`, () => {
      const found = dieboldMariano(columnOf(a), columnOf(b), horizon, kernel as 'bartlett')
      expect(found.difference).toBeCloseTo(expected.difference, 12)
      expect(found.standardError).toBeCloseTo(expected.standard_error, 12)
      expect(found.t).toBeCloseTo(expected.t, 11)
      expect(found.p).toBeCloseTo(expected.p, 11)
      expect(found.interval[0]).toBeCloseTo(expected.low, 11)
      expect(found.interval[1]).toBeCloseTo(expected.high, 11)
    })
  }
  it('one step ahead is the paired t test', () => {
    const [a, b] = [columnOf([1, 3, 2, 5, 4]), columnOf([2, 2, 2, 3, 1])]
    expect(dieboldMariano(a, b, 1).t).toBeCloseTo(pairedT(a, b).t, 12)
  })
  it('is NaN where the variance is not positive, the horizon reaches the length, or there is a NaN', () => {
    const zero = new Float64Array(6)
    const p = (d: (number | null)[], h: number) => dieboldMariano(columnOf(d), zero.slice(0, d.length), h).p
    expect(p([1, 1, 1, 1, 1, 1], 1)).toBeNaN()
    expect(p([1, -1, 1, -1, 1, -1], 2)).toBeNaN()
    expect(p([1, 2, 4], 3)).toBeNaN()
    expect(dieboldMariano(columnOf([1, 2, 4]), zero.slice(0, 3), 3, 'bartlett').p).toBeNaN()
    expect(p([1, null, 4], 1)).toBeNaN()
    expect(p([1], 1)).toBeNaN()
    expect(p([], 1)).toBeNaN()
    expect(p([1, 2, 4], 0)).toBeNaN()
  })
})

describe('tiedWithBest() agrees with the covariance matrix in NumPy', () => {
  for (const { values, behind, proven, tied } of best.cases) {
    it(`${values.length} models on ${values[0]?.length} rows`, () => {
      const sample = { rows: values[0]?.length ?? 0 }
      const found = tiedWithBest(
        values.map((list) => meanOf(columnOf(list), sample)),
        sample,
        0.05,
      )
      for (const [i, contender] of found.entries()) {
        expect(contender.behind).toBeCloseTo(behind[i] ?? 0, 12)
        expect(contender.provenBehind).toBeCloseTo(proven[i] ?? 0, 12)
      }
      expect(found.map((contender) => contender.tied)).toEqual(tied)
    })
  }
  it('ties equal ones and a single one, leaves NaN out, and takes none', () => {
    const sample = { rows: 3 }
    const [one, nan] = [meanOf(columnOf([1, 2, 4]), sample), meanOf(columnOf([1, null, 4]), sample)]
    expect(tiedWithBest([one, nan, one], sample, 0.05).map(({ tied }) => tied)).toEqual([true, false, true])
    expect(tiedWithBest([one], sample, 0.05)[0]?.tied).toBe(true)
    expect(tiedWithBest([], sample, 0.05)).toEqual([])
  })
})

describe('power', () => {
  it('detectableDifference() is (c + t(0.80, ν)) · SE', () => {
    expect(detectableDifference(0.1, 1.959964, Number.POSITIVE_INFINITY)).toBeCloseTo(0.28015852, 7)
  })
  it('sizeNeeded() grows with the square and rounds up', () => {
    expect(sizeNeeded(30, 0.004, 0.002)).toBe(120)
    expect(sizeNeeded(30, 0.0021, 0.002)).toBe(34)
  })
})
