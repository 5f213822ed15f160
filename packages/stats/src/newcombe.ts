import { wilsonLimits } from './wilson.ts'

/** Counts of pairs by who was right. */
export interface PairedCounts {
  readonly both: number
  readonly onlyFirst: number
  readonly onlySecond: number
  readonly neither: number
}

/**
 * Newcombe's limits for the difference first − second of two proportions on the same rows: his method 10, Wilson's limits
 * joined with the correlation φ of the two, its numerator corrected for continuity. No rows: NaN. The limits are never
 * of zero width, even where the two always agree.
 * @param z normal quantile: 1.96 for a two-sided 95 % interval
 * @see Newcombe 1998, Statistics in Medicine 17:2635
 */
export function newcombeLimits(counts: PairedCounts, z: number): readonly [number, number] {
  const { both, onlyFirst, onlySecond, neither } = counts
  const n = both + onlyFirst + onlySecond + neither
  if (!(n > 0)) return [Number.NaN, Number.NaN]
  const first = (both + onlyFirst) / n
  const second = (both + onlySecond) / n
  const [lower1, upper1] = wilsonLimits(both + onlyFirst, n, z)
  const [lower2, upper2] = wilsonLimits(both + onlySecond, n, z)
  const phi = correlation(counts, n)
  const joined = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b))
  const difference = first - second
  return [
    difference - joined(first - lower1, upper2 - second),
    difference + joined(second - lower2, upper1 - first),
  ]
}

function correlation({ both, onlyFirst, onlySecond, neither }: PairedCounts, n: number): number {
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither)
  if (margins === 0) return 0
  const determinant = both * neither - onlyFirst * onlySecond
  const corrected = determinant > n / 2 ? determinant - n / 2 : Math.min(determinant, 0)
  return corrected / Math.sqrt(margins)
}
