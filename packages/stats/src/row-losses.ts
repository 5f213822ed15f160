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
