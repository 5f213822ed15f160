import { wilsonLimits } from './wilson.ts'

/** How many of how many. */
export interface Share {
  readonly successes: number
  readonly trials: number
}

/**
 * Newcombe's limits for the difference first − second of two proportions of different rows: his method 10, the square-and-add
 * of Wilson's limits. No trials on a side: NaN. Never of zero width.
 * @param z normal quantile: 1.645 for one-sided 5 %
 * @see Newcombe 1998, Statistics in Medicine 17:873
 */
export function newcombeIndependent(first: Share, second: Share, z: number): readonly [number, number] {
  const [p1, p2] = [first.successes / first.trials, second.successes / second.trials]
  const [lower1, upper1] = wilsonLimits(first.successes, first.trials, z)
  const [lower2, upper2] = wilsonLimits(second.successes, second.trials, z)
  return [p1 - p2 - Math.hypot(p1 - lower1, upper2 - p2), p1 - p2 + Math.hypot(upper1 - p1, p2 - lower2)]
}
