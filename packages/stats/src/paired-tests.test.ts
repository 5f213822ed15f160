import { describe, expect, it } from 'vitest'
import corrections from './fixtures/corrections.json' with { type: 'json' }
import mcnemar from './fixtures/golden-mcnemar.json' with { type: 'json' }
import newcombe from './fixtures/golden-newcombe-paired.json' with { type: 'json' }
import paired from './fixtures/golden-paired-t.json' with { type: 'json' }
import { holm } from './holm.ts'
import { mcNemar } from './mcnemar.ts'
import { newcombeLimits } from './newcombe.ts'
import { normalUpperQuantile } from './normal.ts'
import { pairedT } from './paired-t.ts'
import { detectableDifference, sizeNeeded } from './power.ts'
import { columnOf, expectNear, referenceValue } from './testing/expect-near.ts'
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

describe('power', () => {
  it('detectableDifference() is (c + t(0.80, ν)) · SE', () => {
    expect(detectableDifference(0.1, 1.959964, Number.POSITIVE_INFINITY)).toBeCloseTo(0.28015852, 7)
  })
  it('sizeNeeded() grows with the square and rounds up', () => {
    expect(sizeNeeded(30, 0.004, 0.002)).toBe(120)
    expect(sizeNeeded(30, 0.0021, 0.002)).toBe(34)
  })
})
