import { sumOver } from './compensated-sum.ts'
import { checkSameLength } from './same-length.ts'
import { studentTSurvival, studentTUpperQuantile } from './student-t.ts'

export interface DieboldMariano {
  /** Mean of loss a − loss b. */
  readonly difference: number
  /** Of the difference, with autocorrelation and the small-sample correction. */
  readonly standardError: number
  readonly df: number
  readonly t: number
  /** Two-sided. */
  readonly p: number
  /** Two-sided 95 %. */
  readonly interval: readonly [number, number]
}

/**
 * Diebold and Mariano's test of equal expected loss of two forecasts h steps ahead, on the same series in the order of
 * time, as Harvey, Leybourne and Newbold corrected it for small samples.
 *
 * The errors of an h-step forecast overlap for h − 1 steps: their autocovariances up to h − 1 count in full
 * (`rectangular`, as in the papers), or fade with the lag (`bartlett`), which cannot become negative. A variance that is
 * not positive, fewer than two rows, h of n or more, or a NaN: NaN.
 *
 * @param horizon h, from 1
 * @see Diebold & Mariano 1995, Journal of Business & Economic Statistics 13:253; Harvey, Leybourne & Newbold 1997,
 *   International Journal of Forecasting 13:281; Newey & West 1987, Econometrica 55:703 (Bartlett weights)
 */
export function dieboldMariano(
  lossA: Float64Array,
  lossB: Float64Array,
  horizon: number,
  kernel: 'rectangular' | 'bartlett' = 'rectangular',
): DieboldMariano {
  checkSameLength('the test of Diebold and Mariano', lossA.length, { lossB })
  const n = lossA.length
  const d = lossA.map((loss, i) => loss - (lossB[i] ?? 0))
  const difference = sumOver(n, (i) => d[i] ?? 0) / n
  const autocovariance = (lag: number) =>
    sumOver(n - lag, (i) => ((d[i] ?? 0) - difference) * ((d[i + lag] ?? 0) - difference)) / n
  let variance = autocovariance(0)
  for (let lag = 1; lag < Math.min(horizon, n); lag++)
    variance += 2 * (kernel === 'bartlett' ? 1 - lag / horizon : 1) * autocovariance(lag)
  const isDefined = n > 1 && horizon >= 1 && horizon < n && variance > 0
  const correction = (n + 1 - 2 * horizon + (horizon * (horizon - 1)) / n) / n
  const standardError = isDefined ? Math.sqrt(variance / n / correction) : Number.NaN
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
