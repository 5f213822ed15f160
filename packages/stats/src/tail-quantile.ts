const MAX_DOUBLINGS = 1100
const MAX_STEPS = 200
/** Stands for the logarithm of a tail that has vanished, so that the search can go on. */
const LOG_OF_NOTHING = -1e6

/**
 * The x > 0 whose upper tail is `probability`, for a tail that falls from above it to 0.
 * Searched on the logarithms of both, where tails are nearly straight, so that 1e-300 is as exact as 0.3.
 * 0 or Infinity where x is not a positive double.
 *
 * @param tail P(X > x) for x > 0, decreasing
 * @see Chandrupatla 1997, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function",
 *   Advances in Engineering Software 28:145
 */
export function tailQuantile(tail: (x: number) => number, probability: number): number {
  const goal = Math.log(probability)
  const gap = (logX: number) => Math.max(Math.log(tail(Math.exp(logX))), LOG_OF_NOTHING) - goal
  let low = 0
  let high = 0
  let doublings = 0
  while (gap(high) > 0 && doublings++ < MAX_DOUBLINGS) high += Math.LN2
  if (high === 0) while (gap(low) < 0 && doublings++ < MAX_DOUBLINGS) low -= Math.LN2
  else low = high - Math.LN2
  if (doublings > MAX_DOUBLINGS) return high > 0 ? Number.POSITIVE_INFINITY : 0
  return Math.exp(zeroBetween(gap, low, high === 0 ? Math.min(low + Math.LN2, 0) : high))
}

function zeroBetween(f: (u: number) => number, from: number, to: number): number {
  let [a, b] = [from, to]
  let [fa, fb] = [f(a), f(b)]
  if (fa === 0) return a
  let [c, fc] = [a, fa]
  let step = 0.5
  for (let n = 0; n < MAX_STEPS; n++) {
    const next = a + step * (b - a)
    const value = f(next)
    if (Math.sign(value) === Math.sign(fa)) [c, fc] = [a, fa]
    else [c, fc, b, fb] = [b, fb, a, fa]
    ;[a, fa] = [next, value]
    const [best, fBest] = Math.abs(fa) < Math.abs(fb) ? [a, fa] : [b, fb]
    const tolerance = (2 * Number.EPSILON * Math.abs(best) + Number.EPSILON) / Math.abs(b - a)
    if (tolerance > 0.5 || fBest === 0) return best
    const xi = (a - b) / (c - b)
    const phi = (fa - fb) / (fc - fb)
    const quadratic = phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi
    step = quadratic
      ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((((c - a) / (b - a)) * fa) / (fc - fa)) * (fb / (fc - fb))
      : 0.5
    step = Math.min(1 - tolerance, Math.max(tolerance, step))
  }
  return a
}
