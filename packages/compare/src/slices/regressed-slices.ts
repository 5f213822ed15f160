import { benjaminiHochberg } from '@slipway/stats'
import type { MeasuredSlice } from './measure-slice.ts'

/** Of the slices that are flagged, the share of false ones that is to be expected at most. @see docs/statistics.md §5 */
const FALSE_SHARE = 0.1

/** A slice that got worse, with its adjusted p-value. */
export interface RegressedSlice {
  readonly measured: MeasuredSlice
  readonly q: number
}

/**
 * The slices that got worse: by Benjamini and Hochberg over all that could be tested, and only those whose loss is at least
 * the margin. The surest first.
 * @param marginOf what a metric tolerates
 */
export function regressedSlices(
  slices: readonly MeasuredSlice[],
  marginOf: (metric: string) => number,
): readonly RegressedSlice[] {
  const tested = slices.filter(({ loss }) => loss !== undefined)
  const adjusted = benjaminiHochberg(tested.map(({ loss }) => loss ?? 1))
  return tested
    .map((measured, index) => ({ measured, q: adjusted[index] ?? 1 }))
    .filter(({ measured: { name, gain = 0 }, q }) => q <= FALSE_SHARE && isLoss(gain, marginOf(name)))
    .sort((a, b) => a.q - b.q || (a.measured.gain ?? 0) - (b.measured.gain ?? 0))
}

export function isLoss(gain: number, margin: number): boolean {
  return gain < 0 && gain <= -margin
}
