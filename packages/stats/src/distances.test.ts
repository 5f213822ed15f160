import { describe, expect, it } from 'vitest'
import js from './fixtures/golden-jensen-shannon.json' with { type: 'json' }
import ks from './fixtures/golden-ks2.json' with { type: 'json' }
import psi from './fixtures/golden-psi.json' with { type: 'json' }
import pit from './fixtures/golden-quantile-pit.json' with { type: 'json' }
import wasserstein from './fixtures/golden-wasserstein.json' with { type: 'json' }
import { jensenShannonDistance } from './jensen-shannon.ts'
import { kolmogorovSmirnov, kolmogorovSurvival } from './kolmogorov-smirnov.ts'
import { countsBetween, populationStability, quantileEdges } from './population-stability.ts'
import { quantilePit } from './quantile-pit.ts'
import { meanOf } from './ratio.ts'
import { pinballLosses } from './row-losses.ts'
import { columnOf as column, expectNear } from './testing/expect-near.ts'
import { wassersteinDistance } from './wasserstein.ts'

describe('kolmogorovSmirnov() agrees with SciPy', () => {
  for (const { id, input, expected } of ks.cases) {
    it(id, () => {
      const found = kolmogorovSmirnov(column(input.x), column(input.y))
      expectNear(found.statistic, expected.exact.D, 14)
      expectNear(found.p, expected.exact.p, 13)
      const size = Math.sqrt((input.x.length * input.y.length) / (input.x.length + input.y.length))
      if ('kolmogorov_limit_p' in expected)
        expectNear(kolmogorovSurvival(found.statistic * size), expected.kolmogorov_limit_p, 14)
    })
  }
  it('takes Smirnov’s limit for many rows', () => {
    const grid = (n: number, shift: number) => Float64Array.from({ length: n }, (_, i) => i / n + shift)
    const { p, exact, statistic } = kolmogorovSmirnov(grid(1500, 0), grid(1500, 0.03))
    expect(exact).toBe(false)
    expect(p).toBe(kolmogorovSurvival(statistic * Math.sqrt(750)))
  })
})

describe('wassersteinDistance() agrees with SciPy', () => {
  for (const { id, input, expected } of wasserstein.cases) {
    it(id, () => {
      const weights = [input.u, input.v].map((list) => (list ? column(list) : undefined))
      const found = wassersteinDistance(column(input.x), column(input.y), weights[0], weights[1])
      expectNear(found, 'w1' in expected ? expected.w1 : null, 14)
    })
  }
  it('is NaN where one side weighs nothing', () => {
    expect(wassersteinDistance(column([1]), column([2]), column([0]))).toBeNaN()
  })
})

describe('jensenShannonDistance() agrees with SciPy', () => {
  for (const { id, input, expected } of js.cases) {
    it(id, () => {
      expectNear(jensenShannonDistance(input.p, input.q), expected.distance_e, 14)
    })
  }
})

describe('populationStability()', () => {
  for (const { id, input, expected } of psi.cases) {
    it(`agrees with the formula in NumPy, ${id}`, () => {
      if (input.ref_counts && input.cur_counts) {
        expectNear(populationStability(input.ref_counts, input.cur_counts, input.eps), expected.psi, 14)
        return
      }
      const [x, y] = [column(input.x ?? []), column(input.y ?? [])]
      const edges = quantileEdges(x, input.k ?? 0)
      for (const [k, edge] of edges.entries()) expectNear(edge, expected.edges?.[k], 14)
      expect(Array.from(countsBetween(x, edges))).toEqual(expected.ref)
      expect(Array.from(countsBetween(y, edges))).toEqual(expected.cur)
      expectNear(populationStability(countsBetween(x, edges), countsBetween(y, edges)), expected.psi, 13)
    })
  }
  it('is NaN for an empty histogram; no values have no edges, and a NaN is not counted', () => {
    expect(populationStability([0, 0], [1, 1])).toBeNaN()
    expect(Array.from(quantileEdges(column([]), 10))).toEqual([])
    expect(Array.from(countsBetween(column([1, null, 3]), column([2])))).toEqual([1, 1])
  })
})

describe('quantilePit() and pinballLosses()', () => {
  for (const { id, input, expected } of pit.cases) {
    it(`agree with NumPy, ${id}`, () => {
      const y = column(input.y)
      const found = quantilePit(y, column(input.q.flat()), input.levels)
      const crosses = id === 'crossing'
      for (const [row, value] of expected.pit.entries())
        expectNear(found[row] ?? 0, crosses ? null : value, 14)
      for (const [k, level] of input.levels.entries()) {
        const quantile = column(input.q.map((row) => row[k] ?? null))
        const { estimate } = meanOf(pinballLosses(y, quantile, level), { rows: y.length })
        expectNear(estimate, expected.pinball?.[k] ?? null, 14)
      }
    })
  }
  it('refuses quantiles that are not rows × levels', () => {
    expect(() => quantilePit(column([1]), column([1, 2, 3]), [0.1, 0.9])).toThrow(
      expect.objectContaining({ code: 'stats/lengths-differ' }),
    )
  })
})
