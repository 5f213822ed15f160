/**
 * Wilson's score limits of one proportion. No trials: NaN.
 * @param z normal quantile: 1.96 for a two-sided 95 % interval
 * @see Wilson 1927, Journal of the American Statistical Association 22:209
 */
export function wilsonLimits(successes: number, trials: number, z: number): readonly [number, number] {
  if (!(trials > 0)) return [Number.NaN, Number.NaN]
  const share = successes / trials
  const shrink = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / shrink
  const half = (z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))) / shrink
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}
