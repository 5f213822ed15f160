import { expect, it } from 'vitest'
import { newcombeIndependent } from './newcombe-independent.ts'

const Z = 1.959963984540054

// Newcombe 1998, Statistics in Medicine 17:873, table II, method 10, as he prints them.
it.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
])('newcombeIndependent() agrees with the published table: %i/%i − %i/%i', (a, m, b, n, lower, upper) => {
  const limits = newcombeIndependent({ successes: a, trials: m }, { successes: b, trials: n }, Z)
  expect(limits[0]).toBeCloseTo(lower, 4)
  expect(limits[1]).toBeCloseTo(upper, 4)
})

it('newcombeIndependent() knows nothing of no trials', () => {
  expect(newcombeIndependent({ successes: 0, trials: 0 }, { successes: 1, trials: 2 }, Z)).toEqual([
    Number.NaN,
    Number.NaN,
  ])
})
