import { sumOver } from './compensated-sum.ts'
import { squaredErrors } from './row-losses.ts'
import { checkSameLength } from './same-length.ts'
import { clusterSizes, type Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

/** A variance this small beside what it was taken from is what rounding left of nothing. */
const DUST = 1e-12

/**
 * Share of the variance of y that a prediction explains: 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
 * Row values are θ̂ + influence, −(y − ŷ)²/V + E·(y − ȳ)²/V², with E the mean squared error and V the variance of y; the
 * jackknife is exact. Constant y, fewer than two rows: NaN (scikit-learn gives 0 or 1). NaN carries through.
 * @see Cramér 1946, "Mathematical Methods of Statistics", §28.4 (functions of moments)
 */
export function rSquared(y: Float64Array, prediction: Float64Array, sample: Sample): Statistic {
  const { rows, weight, clusters } = sample
  checkSameLength('R²', rows, { y, prediction, weight, cluster: clusters?.codes })
  const size = sumOver(rows, (i) => weight?.[i] ?? 1)
  const mean = sumOver(rows, (i) => (weight?.[i] ?? 1) * (y[i] ?? 0)) / size
  // Centred once, so that sums of squares without a cluster lose no digits to the mean.
  const centred = y.map((value) => value - mean)
  const errors = squaredErrors(y, prediction)
  const error = sumOver(rows, (i) => (weight?.[i] ?? 1) * (errors[i] ?? 0))
  const spread = sumOver(rows, (i) => (weight?.[i] ?? 1) * (centred[i] ?? 0) ** 2)
  const estimate = spread > (DUST * mean) ** 2 * size ? 1 - error / spread : Number.NaN
  const variance = spread / size
  const values = centred.map((d, i) => estimate + ((error / spread) * d * d - (errors[i] ?? 0)) / variance)
  const sums = { size, error, spread }
  return { estimate, values, strata: undefined, without: withoutClusters(sample, sums, errors, centred) }
}

function withoutClusters(
  { rows, weight, clusters }: Sample,
  { size, error, spread }: { readonly size: number; readonly error: number; readonly spread: number },
  errors: Float64Array,
  centred: Float64Array,
): Float64Array | undefined {
  if (!clusters) return undefined
  const sizes = clusterSizes(clusters, weight)
  const errorOf = new Float64Array(clusters.count)
  const sumOf = new Float64Array(clusters.count)
  const squareOf = new Float64Array(clusters.count)
  for (let i = 0; i < rows; i++) {
    const g = clusters.codes[i] ?? 0
    const w = weight?.[i] ?? 1
    const d = centred[i] ?? 0
    errorOf[g] = (errorOf[g] ?? 0) + w * (errors[i] ?? 0)
    sumOf[g] = (sumOf[g] ?? 0) + w * d
    squareOf[g] = (squareOf[g] ?? 0) + w * d * d
  }
  return errorOf.map((gone, g) => {
    // Centred values sum to 0: those that are left sum to what the cluster had, turned round.
    const left = spread - (squareOf[g] ?? 0) - (sumOf[g] ?? 0) ** 2 / (size - (sizes[g] ?? 0))
    return left > DUST * spread ? 1 - (error - gone) / left : Number.NaN
  })
}
