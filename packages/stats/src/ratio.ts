import { sumOver } from './compensated-sum.ts'
import { checkSameLength } from './same-length.ts'
import { clusterSizes, type Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

/**
 * Weighted mean of one value a row: log loss, Brier score, absolute or squared error, or any other scalar.
 * Row values are the values themselves, so that a paired difference is the mean of differences, exactly.
 * No rows, or only rows of weight 0: NaN. NaN carries through.
 */
export function meanOf(values: Float64Array, sample: Sample): Statistic {
  checkSameLength('a mean', sample.rows, { values, weight: sample.weight, cluster: sample.clusters?.codes })
  const { rows, weight } = sample
  const size = sumOver(rows, (i) => weight?.[i] ?? 1)
  const total = sumOver(rows, (i) => (weight?.[i] ?? 1) * (values[i] ?? 0))
  return {
    estimate: total / size,
    values,
    strata: undefined,
    without: quotientsWithout(sample, total, size, values),
  }
}

/**
 * Ratio of two sums over rows, Σ w·numerator / Σ w·denominator: precision, recall, F1, a rate per unit.
 * Row values are θ̂ + w-free influence (a − θ̂·b)·W/Σwb; the jackknife is exact.
 * Denominator 0: NaN. NaN carries through.
 * @see Cochran 1977, "Sampling Techniques", §2.11 (variance of a ratio)
 */
export function ratioOf(numerator: Float64Array, denominator: Float64Array, sample: Sample): Statistic {
  const { rows, weight, clusters } = sample
  checkSameLength('a ratio', rows, { numerator, denominator, weight, cluster: clusters?.codes })
  const size = sumOver(rows, (i) => weight?.[i] ?? 1)
  const above = sumOver(rows, (i) => (weight?.[i] ?? 1) * (numerator[i] ?? 0))
  const below = sumOver(rows, (i) => (weight?.[i] ?? 1) * (denominator[i] ?? 0))
  const estimate = below === 0 ? Number.NaN : above / below
  return {
    estimate,
    values: numerator.map((a, i) => estimate + ((a - estimate * (denominator[i] ?? 0)) * size) / below),
    strata: undefined,
    without: quotientsWithout(sample, above, below, numerator, denominator),
  }
}

/** (total − total of g) / (size − size of g) for each cluster g. */
function quotientsWithout(
  { rows, weight, clusters }: Sample,
  total: number,
  size: number,
  numerator: Float64Array,
  denominator?: Float64Array,
): Float64Array | undefined {
  if (!clusters) return undefined
  const above = new Float64Array(clusters.count)
  const below = denominator ? new Float64Array(clusters.count) : clusterSizes(clusters, weight)
  for (let i = 0; i < rows; i++) {
    const g = clusters.codes[i] ?? 0
    const w = weight?.[i] ?? 1
    above[g] = (above[g] ?? 0) + w * (numerator[i] ?? 0)
    if (denominator) below[g] = (below[g] ?? 0) + w * (denominator[i] ?? 0)
  }
  return above.map((part, g) => (total - part) / (size - (below[g] ?? 0)))
}
