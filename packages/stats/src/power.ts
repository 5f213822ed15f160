import { studentTUpperQuantile } from './student-t.ts'

/** The power that plans are made for, by convention: four times in five. */
const POWER = 0.8

/**
 * Smallest true difference that a test with this critical value sees four times in five: (c + t(0.80, ν)) · SE.
 * @see Bloom 1995, Evaluation Review 19:547 (minimum detectable effect)
 */
export function detectableDifference(standardError: number, critical: number, df: number): number {
  return (critical + studentTUpperQuantile(1 - POWER, df)) * standardError
}

/**
 * Rows or clusters that it takes to see `target` where `detectable` can be seen with `size` of them: variances fall with
 * their number. Rounded up.
 */
export function sizeNeeded(size: number, detectable: number, target: number): number {
  return Math.ceil(size * (detectable / target) ** 2)
}
