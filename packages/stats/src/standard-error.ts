import { clusterSizes, effectiveSize, type Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

export interface StandardError {
  /** NaN where the statistic is not defined, or there are fewer than two rows in a stratum or two clusters. */
  readonly standardError: number
  /** Degrees of freedom, G_e − 1. */
  readonly df: number
  /** The largest part of the variance that one row has, from 0 to 1, and which; 0 where there is no variance. */
  readonly row: { readonly share: number; readonly index: number }
  /** The same for one cluster; undefined without clusters. */
  readonly cluster: { readonly share: number; readonly index: number } | undefined
}

/**
 * Standard error of a statistic.
 *
 * With clusters: delete-one-cluster jackknife (CR3), V = (G−1)/G · Σ(θ̂₍g₎ − θ̂)².
 * Without: from the row values, V = Σₖ mₖ/(mₖ−1) · Σᵢ wᵢ²(vᵢ − θ̂)²/Wₖ² over strata k, mₖ the effective number of rows.
 * For a mean that is s²/n (the jackknife with rows as clusters); for an AUC it is DeLong's variance.
 *
 * @see Bell & McCaffrey 2002, Survey Methodology 28:169; MacKinnon, Nielsen & Webb 2023, Journal of Applied
 *   Econometrics 38:671 (CR3 as a jackknife); DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837
 */
export function standardErrorOf(statistic: Statistic, sample: Sample): StandardError {
  const rows = rowVariance(statistic, sample)
  const clusters = sample.clusters ? clusterVariance(statistic, sample) : undefined
  return {
    standardError: Math.sqrt((clusters ?? rows).variance),
    df: effectiveSize(sample) - 1,
    row: rows.largest,
    cluster: clusters?.largest,
  }
}

interface Variance {
  readonly variance: number
  readonly largest: { readonly share: number; readonly index: number }
}

function rowVariance({ estimate, values, strata }: Statistic, { rows, weight }: Sample): Variance {
  const total = [0, 0]
  const squares = [0, 0]
  const deviations = [0, 0]
  const largest = [0, 0]
  const index = [-1, -1]
  for (let i = 0; i < rows; i++) {
    const k = strata?.[i] ?? 0
    const w = weight?.[i] ?? 1
    total[k] = (total[k] ?? 0) + w
    squares[k] = (squares[k] ?? 0) + w * w
    const square = (w * ((values[i] ?? Number.NaN) - estimate)) ** 2
    deviations[k] = (deviations[k] ?? 0) + square
    if (square > (largest[k] ?? 0)) {
      largest[k] = square
      index[k] = i
    }
  }
  const scale = [0, 1].map((k) => {
    const [sum = 0, sumOfSquares = 0] = [total[k], squares[k]]
    const effective = sumOfSquares > 0 ? (sum * sum) / sumOfSquares : 0
    return effective > 1 ? effective / (effective - 1) / (sum * sum) : Number.NaN
  })
  const used = strata ? [0, 1] : [0]
  const part = (sums: readonly number[], k: number) => (sums[k] ?? 0) * (scale[k] ?? Number.NaN)
  const variance = used.reduce((sum, k) => sum + part(deviations, k), 0)
  const first = used.reduce((best, k) => (part(largest, k) > part(largest, best) ? k : best), 0)
  return {
    variance,
    largest: { share: variance > 0 ? part(largest, first) / variance : 0, index: index[first] ?? -1 },
  }
}

function clusterVariance({ estimate, without }: Statistic, { weight, clusters }: Sample): Variance {
  if (!without || !clusters) return { variance: Number.NaN, largest: { share: 0, index: -1 } }
  const sizes = clusterSizes(clusters, weight)
  let count = 0
  let sum = 0
  let largest = 0
  let index = -1
  for (let g = 0; g < clusters.count; g++) {
    if (!((sizes[g] ?? 0) > 0)) continue
    count++
    const square = ((without[g] ?? Number.NaN) - estimate) ** 2
    sum += square
    if (square > largest) [largest, index] = [square, g]
  }
  return {
    variance: count > 1 ? ((count - 1) / count) * sum : Number.NaN,
    largest: { share: sum > 0 ? largest / sum : 0, index },
  }
}
