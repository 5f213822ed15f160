import { resample, type WeighedStatistic } from '@slipway/stats'
import type { Pair } from '../rows/pair.ts'
import type { Measured } from './measured.ts'
import { studentT } from './student-t.ts'

const MOST_RESAMPLES = 1000
const FEWEST_RESAMPLES = 200
/** Rows that are drawn in all, where there are many: half a minute. */
const MOST_DRAWS = 1e8
/** The same for every verdict, so that each gives the same numbers again. */
const SEED = 1

/**
 * A statistic of some rows, or its difference to another one of the same rows, with the standard error of resamples: for
 * what neither the rows nor the clusters say by themselves, such as a median. Limits are Student's, not quantiles of
 * resamples: those of a level like 0.0025 would take tens of thousands, and cover too little where clusters are few.
 * @see Davison & Hinkley 1997, "Bootstrap Methods and their Application", §2.3 (n/(n − 1)); docs/statistics.md §3
 */
export function byResampling(
  estimate: number,
  { sample, effective, clusters, rows }: Pair,
  statistic: WeighedStatistic,
  reference?: WeighedStatistic,
): Measured {
  const count = Math.max(FEWEST_RESAMPLES, Math.min(MOST_RESAMPLES, Math.floor(MOST_DRAWS / rows)))
  const values = resample(statistic, sample, count, SEED)
  // The same seed draws the same rows.
  const others = reference && resample(reference, sample, count, SEED)
  const differences = values.map((value, k) => value - (others?.[k] ?? 0))
  const mean = differences.reduce((sum, value) => sum + value, 0) / count
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const variance = (squares / (count - 1)) * (effective / (effective - 1))
  const standardError = effective > 1 ? Math.sqrt(variance) : Number.NaN
  const df = Math.min(effective, count) - 1
  return {
    estimate,
    standardError,
    df,
    method: `${count} resamples of ${clusters === undefined ? 'the rows' : 'the clusters'}, t`,
    perClass: false,
    scarce: undefined,
    row: { share: 0, index: -1 },
    cluster: undefined,
    ...studentT(estimate, standardError, df),
  }
}
