import { incompleteBeta } from './incomplete-beta.ts'
import { normalSurvival } from './normal.ts'
import { tailQuantile } from './tail-quantile.ts'

/** From here on Hill's transformation to a normal deviate has 13 digits, and the beta function begins to lose some. */
const HILL_FROM = 10_000

/**
 * The normal deviate with (nearly) the same upper tail as t with ν degrees of freedom.
 * @see Hill 1970, "Algorithm 395: Student's t-distribution", Communications of the ACM 13:617
 */
function hillDeviate(t: number, df: number): number {
  const a = df - 0.5
  const b = 48 * a * a
  const y = a * Math.log1p((t * t) / df)
  const correction = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b)
  return Math.sqrt(y) * ((correction + y + 3) / b + 1)
}

/**
 * Upper tail P(T > t) of Student's t with ν > 0 degrees of freedom, real or infinite. ν ≤ 0 or NaN: NaN.
 * @see Abramowitz & Stegun 1964, 26.7.1: P(|T| > t) = I_{ν/(ν+t²)}(ν/2, ½)
 */
export function studentTSurvival(t: number, df: number): number {
  if (!(df > 0)) return Number.NaN
  if (t < 0) return 1 - studentTSurvival(-t, df)
  if (df === Number.POSITIVE_INFINITY) return normalSurvival(t)
  if (df >= HILL_FROM) return normalSurvival(hillDeviate(t, df))
  const squared = t * t
  if (squared === Number.POSITIVE_INFINITY) return 0
  return 0.5 * incompleteBeta(df / (df + squared), squared / (df + squared), df / 2, 0.5)
}

/**
 * The t that is exceeded with this probability: t(1 − probability, ν). ν real, > 0; otherwise NaN.
 * @param probability in [0, 1]
 */
export function studentTUpperQuantile(probability: number, df: number): number {
  if (!(df > 0) || !(probability >= 0 && probability <= 1)) return Number.NaN
  if (probability === 0.5) return 0
  if (probability > 0.5) return -studentTUpperQuantile(1 - probability, df)
  if (probability === 0) return Number.POSITIVE_INFINITY
  return tailQuantile((t) => studentTSurvival(t, df), probability)
}
