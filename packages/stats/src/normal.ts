import { tailQuantile } from './tail-quantile.ts'

/** Where the continued fraction takes over from the series: both have more than 13 digits here. */
const SERIES_UP_TO = 3
const FRACTION_TERMS = 120

const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)

/**
 * Upper tail P(Z > x) of the standard normal distribution, to 13 digits also far out. NaN gives NaN.
 * @see Abramowitz & Stegun 1964, 26.2.11 (series) and 26.2.14 (continued fraction)
 */
export function normalSurvival(x: number): number {
  if (x < 0) return 1 - normalSurvival(-x)
  if (x < SERIES_UP_TO) {
    let term = x
    let sum = x
    for (let k = 3; term > sum * Number.EPSILON; k += 2) {
      term *= (x * x) / k
      sum += term
    }
    return 0.5 - density(x) * sum
  }
  let fraction = x
  for (let k = FRACTION_TERMS; k > 0; k--) fraction = x + k / fraction
  return density(x) / fraction
}

/** The x that is exceeded with this probability: 1.645 for 0.05. Outside [0, 1], or NaN: NaN. */
export function normalUpperQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return Number.NaN
  if (probability === 0.5) return 0
  if (probability > 0.5) return -normalUpperQuantile(1 - probability)
  return probability === 0 ? Number.POSITIVE_INFINITY : tailQuantile(normalSurvival, probability)
}
