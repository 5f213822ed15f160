/** Probabilities are kept this far from 0 and 1, as scikit-learn does for doubles: a certain miss costs 36.04. */
const CLIP = Number.EPSILON

/** −ln of the probability given to what happened. y is 0 or 1, p in [0, 1]; NaN carries through. */
export function logLosses(y: Float64Array, p: Float64Array): Float64Array {
  return y.map((label, i) => {
    const clipped = Math.min(1 - CLIP, Math.max(CLIP, p[i] ?? Number.NaN))
    return -(label === 1 ? Math.log(clipped) : Math.log1p(-clipped))
  })
}

/** (prediction − y)²: the Brier score where the prediction is a probability. */
export function squaredErrors(y: Float64Array, prediction: Float64Array): Float64Array {
  return y.map((label, i) => ((prediction[i] ?? Number.NaN) - label) ** 2)
}

/** |prediction − y|. */
export function absoluteErrors(y: Float64Array, prediction: Float64Array): Float64Array {
  return y.map((label, i) => Math.abs((prediction[i] ?? Number.NaN) - label))
}

/** 1 where the prediction is the label, else 0. */
export function hits(y: Float64Array, prediction: Float64Array): Float64Array {
  return y.map((label, i) => (prediction[i] === label ? 1 : 0))
}

/** Percentages are taken of at least this, as scikit-learn does. */
const LEAST_ACTUAL = Number.EPSILON

/** |prediction − y| / |y|, a share and no percentage. Where y is 0 it is huge: such rows need another metric. */
export function percentageErrors(y: Float64Array, prediction: Float64Array): Float64Array {
  return y.map(
    (value, i) => Math.abs((prediction[i] ?? Number.NaN) - value) / Math.max(LEAST_ACTUAL, Math.abs(value)),
  )
}

/**
 * Pinball loss of a predicted quantile: level·(y − ŷ) above it, (1 − level)·(ŷ − y) below.
 * @see Koenker & Bassett 1978, Econometrica 46:33
 */
export function pinballLosses(y: Float64Array, quantile: Float64Array, level: number): Float64Array {
  return y.map((value, i) => {
    const error = value - (quantile[i] ?? Number.NaN)
    return Math.max(level * error, (level - 1) * error)
  })
}
