import { sumOver } from './compensated-sum.ts'
import type { Clusters, Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

export interface SerialStandardError {
  /** NaN where there are too few times. */
  readonly standardError: number
  /** Degrees of freedom, the number of cosines. */
  readonly df: number
  /** The largest part that one time has in the squares around the mean, from 0 to 1, and which. */
  readonly time: { readonly share: number; readonly index: number }
}

/**
 * How many cosines measure the noise of a mean over so many times, whose errors overlap for so many steps: few enough that
 * all of them are slow beside the overlap.
 * @see Lazarus, Lewis, Stock & Watson 2018, Journal of Business & Economic Statistics 36:541 (0.4·T^⅔); half the times over
 *   the horizon: by simulation, docs/adr/0011-forecasts.md
 */
export function cosinesFor(times: number, horizon: number): number {
  return Math.floor(Math.min(0.4 * times ** (2 / 3), times / (2 * horizon)))
}

/**
 * Standard error of a statistic of forecasts, whose rows hang together by time: rows of one time (of many series, or
 * horizons) may depend on one another as they like, and times as far as their errors overlap, or somewhat further. The row
 * values are summed by time, and the variance of their mean is that of its slow movements, by cosines: with t of as many
 * degrees of freedom it holds where the usual sum of autocovariances (Diebold and Mariano, Newey and West) says too little.
 * @param times code of each row, in the order of time
 * @param horizon longest horizon, in times, from 1
 * @see Müller 2007, Journal of Econometrics 141:1331; Coroneo & Iacone 2020, Journal of Applied Econometrics 35:391 (for
 *   Diebold and Mariano's test); Driscoll & Kraay 1998, Review of Economics and Statistics 80:549 (sums by time)
 */
export function serialStandardError(
  { estimate, values }: Statistic,
  { rows, weight }: Sample,
  times: Clusters,
  horizon: number,
): SerialStandardError {
  const { sums, codes, total } = deviationsByTime({ estimate, values }, { rows, weight }, times)
  const df = cosinesFor(sums.length, horizon)
  let largest = 0
  for (const [time, sum] of sums.entries()) if (Math.abs(sum) > Math.abs(sums[largest] ?? 0)) largest = time
  const squares = sumOver(sums.length, (t) => (sums[t] ?? 0) ** 2)
  let variance = 0
  for (let j = 1; j <= df; j++) {
    const wave = sumOver(
      sums.length,
      (t) => (sums[t] ?? 0) * Math.cos((Math.PI * j * (t + 0.5)) / sums.length),
    )
    variance += (2 * wave * wave) / df
  }
  return {
    standardError: df > 0 ? Math.sqrt(variance) / total : Number.NaN,
    df,
    time: { share: squares > 0 ? (sums[largest] ?? 0) ** 2 / squares : 0, index: codes[largest] ?? -1 },
  }
}

/** Σ w·(v − θ) of each time, those that weigh nothing left out; their codes; and Σ w. */
export function deviationsByTime(
  { estimate, values }: Pick<Statistic, 'estimate' | 'values'>,
  { rows, weight }: Sample,
  { codes, count }: Clusters,
): { readonly sums: Float64Array; readonly codes: Uint32Array; readonly total: number } {
  const sums = new Float64Array(count)
  const sizes = new Float64Array(count)
  for (let row = 0; row < rows; row++) {
    const time = codes[row] ?? 0
    const w = weight?.[row] ?? 1
    sizes[time] = (sizes[time] ?? 0) + w
    if (w > 0) sums[time] = (sums[time] ?? 0) + w * ((values[row] ?? Number.NaN) - estimate)
  }
  const kept = Uint32Array.from(sizes.keys()).filter((time) => (sizes[time] ?? 0) > 0)
  return {
    sums: Float64Array.from(kept, (time) => sums[time] ?? 0),
    codes: kept,
    total: sumOver(count, (time) => sizes[time] ?? 0),
  }
}
