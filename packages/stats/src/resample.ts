import { Random } from './random.ts'
import { clusterSizes, type Sample } from './sample.ts'

/** A statistic as a function of the weights of its rows. */
export type WeighedStatistic = (weight: Float64Array) => number

/**
 * The statistic on resamples of the rows: as many rows, or clusters where rows hang together, drawn with replacement; a
 * row weighs its own weight as often as it was drawn. Rows and clusters of weight 0 are not drawn. The same seed gives the
 * same numbers. No rows: NaN throughout.
 * @param count number of resamples
 * @see Efron 1979, Annals of Statistics 7:1; Davison & Hinkley 1997, "Bootstrap Methods and their Application", §3.8
 *   (clusters)
 */
export function resample(
  statistic: WeighedStatistic,
  sample: Sample,
  count: number,
  seed: number,
): Float64Array {
  const { rows, weight, clusters } = sample
  const units = unitsOf(sample)
  const random = new Random(seed)
  const drawn = new Uint32Array(clusters?.count ?? rows)
  const resampled = new Float64Array(rows)
  return Float64Array.from({ length: count }, () => {
    drawn.fill(0)
    for (let k = 0; k < units.length; k++) {
      const unit = units[random.below(units.length)] ?? 0
      drawn[unit] = (drawn[unit] ?? 0) + 1
    }
    for (let i = 0; i < rows; i++)
      resampled[i] = (drawn[clusters ? (clusters.codes[i] ?? 0) : i] ?? 0) * (weight?.[i] ?? 1)
    return statistic(resampled)
  })
}

/** The statistic without each unit in turn: cluster, or row. Rows and clusters of weight 0 are left out. */
export function jackknife(statistic: WeighedStatistic, sample: Sample): Float64Array {
  const { rows, weight, clusters } = sample
  const codes = clusters?.codes
  return Float64Array.from(unitsOf(sample), (unit) =>
    statistic(
      Float64Array.from({ length: rows }, (_, i) =>
        (codes ? codes[i] : i) === unit ? 0 : (weight?.[i] ?? 1),
      ),
    ),
  )
}

/** Numbers of the rows, or codes of the clusters, that weigh something. */
function unitsOf({ rows, weight, clusters }: Sample): Uint32Array {
  const sizes = clusters ? clusterSizes(clusters, weight) : weight
  const all = Uint32Array.from({ length: clusters?.count ?? rows }, (_, unit) => unit)
  return sizes ? all.filter((unit) => (sizes[unit] ?? 0) > 0) : all
}
