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
 * 2·|prediction − y| / (|y| + |prediction|), a share from 0 to 2; 0 where both are 0.
 * @see Makridakis 1993, International Journal of Forecasting 9:527
 */
export function symmetricPercentageErrors(y: Float64Array, prediction: Float64Array): Float64Array {
  return y.map((value, i) => {
    const own = prediction[i] ?? Number.NaN
    const size = Math.abs(value) + Math.abs(own)
    return size === 0 ? 0 : (2 * Math.abs(own - value)) / size
  })
}

/**
 * |prediction − y| / scale: with the mean absolute error that a naive forecast has on the training series as scale, the
 * mean is MASE. A scale that is not above 0: NaN.
 * @see Hyndman & Koehler 2006, International Journal of Forecasting 22:679
 */
export function scaledErrors(y: Float64Array, prediction: Float64Array, scale: Float64Array): Float64Array {
  return absoluteErrors(y, prediction).map((error, i) => {
    const own = scale[i] ?? Number.NaN
    return own > 0 ? error / own : Number.NaN
  })
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
