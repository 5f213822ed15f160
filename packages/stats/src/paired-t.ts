import { sumOver } from './compensated-sum.ts'
import { checkSameLength } from './same-length.ts'
import { studentTSurvival, studentTUpperQuantile } from './student-t.ts'

export interface PairedT {
  readonly difference: number
  readonly standardError: number
  readonly df: number
  readonly t: number
  /** Two-sided. */
  readonly p: number
  /** Two-sided 95 %. */
  readonly interval: readonly [number, number]
}

/**
 * Student's t test of the mean of x − y on the same rows. Fewer than two rows, or a NaN: NaN throughout. Differences that
 * are all the same have an interval without width; t and p are then ±∞ and 0, or NaN where the difference is 0.
 * @see Student 1908, Biometrika 6:1
 */
export function pairedT(x: Float64Array, y: Float64Array): PairedT {
  checkSameLength('a paired t test', x.length, { y })
  const n = x.length
  const difference = sumOver(n, (i) => (x[i] ?? 0) - (y[i] ?? 0)) / n
  const squares = sumOver(n, (i) => ((x[i] ?? 0) - (y[i] ?? 0) - difference) ** 2)
  const standardError = n > 1 ? Math.sqrt(squares / (n - 1) / n) : Number.NaN
  const t = difference / standardError
  const half = studentTUpperQuantile(0.025, n - 1) * standardError
  return {
    difference,
    standardError,
    df: n - 1,
    t,
    p: 2 * studentTSurvival(Math.abs(t), n - 1),
    interval: [difference - half, difference + half],
  }
}
