import { incompleteBeta } from './incomplete-beta.ts'
import { tailQuantile } from './tail-quantile.ts'

/**
 * Upper tail P(F > x) of Snedecor's F with d1, d2 > 0 degrees of freedom; otherwise NaN.
 * @see Abramowitz & Stegun 1964, 26.6.2
 */
export function fSurvival(x: number, d1: number, d2: number): number {
  if (!(d1 > 0) || !(d2 > 0)) return Number.NaN
  if (x <= 0) return 1
  const scale = d2 + d1 * x
  return incompleteBeta(d2 / scale, (d1 * x) / scale, d2 / 2, d1 / 2)
}

/** The x that is exceeded with this probability: F(d1, d2; 1 − probability). Outside [0, 1], or NaN: NaN. */
export function fUpperQuantile(probability: number, d1: number, d2: number): number {
  if (!(d1 > 0) || !(d2 > 0) || !(probability >= 0 && probability <= 1)) return Number.NaN
  if (probability === 0) return Number.POSITIVE_INFINITY
  if (probability === 1) return 0
  // 1/F has the F distribution with the degrees exchanged, so the search is always in the thin tail.
  if (probability > 0.5) return 1 / fUpperQuantile(1 - probability, d2, d1)
  return tailQuantile((x) => fSurvival(x, d1, d2), probability)
}
