import { describe, expect, it } from 'vitest'
import { fSurvival, fUpperQuantile } from './f-distribution.ts'
import reference from './fixtures/distributions.json' with { type: 'json' }
import { normalSurvival, normalUpperQuantile } from './normal.ts'
import { studentTSurvival, studentTUpperQuantile } from './student-t.ts'

/** Largest relative difference to SciPy's values; where the value is near 0, absolute. */
function worst(rows: readonly (readonly number[])[], ours: (...input: number[]) => number): number {
  return Math.max(
    ...rows.map((row) => {
      const expected = row.at(-1) ?? Number.NaN
      const found = ours(...row.slice(0, -1))
      return (
        Math.abs(found - expected) / Math.max(Math.abs(expected), 1e-300, Math.abs(expected) < 1e-12 ? 1 : 0)
      )
    }),
  )
}

/** The same, but never forgiving a small expected value: for tails. */
function worstRelative(rows: readonly (readonly number[])[], ours: (...input: number[]) => number): number {
  return Math.max(
    ...rows.map((row) => {
      const expected = row.at(-1) ?? Number.NaN
      return Math.abs(ours(...row.slice(0, -1)) / expected - 1)
    }),
  )
}

describe('distribution tails agree with SciPy', () => {
  it('studentTUpperQuantile(), real degrees of freedom from 0.5 to 1e9', () => {
    expect(worst(reference.t_upper_quantile, studentTUpperQuantile)).toBeLessThan(1e-10)
  })
  it('studentTSurvival()', () => {
    expect(worstRelative(reference.t_survival, studentTSurvival)).toBeLessThan(1e-10)
  })
  it('fUpperQuantile()', () => {
    expect(worst(reference.f_upper_quantile, fUpperQuantile)).toBeLessThan(1e-10)
  })
  it('fSurvival()', () => {
    expect(worstRelative(reference.f_survival, fSurvival)).toBeLessThan(1e-10)
  })
  it('normalUpperQuantile()', () => {
    expect(worst(reference.normal_upper_quantile, normalUpperQuantile)).toBeLessThan(1e-10)
  })
  it('normalSurvival(), to the far tail', () => {
    expect(worstRelative(reference.normal_survival, normalSurvival)).toBeLessThan(1e-10)
  })
})

describe('distribution tails at the edges', () => {
  it('degrees of freedom that are not positive give NaN', () => {
    expect(studentTSurvival(1, 0)).toBeNaN()
    expect(studentTUpperQuantile(0.05, -1)).toBeNaN()
    expect(studentTUpperQuantile(0.05, Number.NaN)).toBeNaN()
    expect(fUpperQuantile(0.05, 0, 3)).toBeNaN()
    expect(fSurvival(1, 2, Number.NaN)).toBeNaN()
  })
  it('probabilities outside [0, 1] give NaN, 0 and 1 the ends', () => {
    expect(studentTUpperQuantile(1.01, 5)).toBeNaN()
    expect(normalUpperQuantile(-0.01)).toBeNaN()
    expect(normalUpperQuantile(0)).toBe(Number.POSITIVE_INFINITY)
    expect(normalUpperQuantile(1)).toBe(Number.NEGATIVE_INFINITY)
    expect(studentTUpperQuantile(0, 3)).toBe(Number.POSITIVE_INFINITY)
    expect(fUpperQuantile(1, 2, 3)).toBe(0)
  })
  it('infinite degrees of freedom are the normal distribution', () => {
    expect(studentTUpperQuantile(0.05, Number.POSITIVE_INFINITY)).toBe(normalUpperQuantile(0.05))
    expect(studentTSurvival(Number.POSITIVE_INFINITY, 7)).toBe(0)
  })
})
