/**
 * Benjamini and Hochberg's adjusted p-values, in the order given: of those rejected at most q, the expected share of false
 * ones is at most q, for tests that are independent or positively dependent. A NaN counts as a hypothesis, is never
 * rejected and stays NaN. Empty: empty.
 * @see Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57:289
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const known = (value: number) => (Number.isNaN(value) ? 1 : value)
  const descending = [...p.keys()].sort((a, b) => known(p[b] ?? 1) - known(p[a] ?? 1))
  const adjusted = new Array<number>(p.length)
  let lowest = 1
  for (const [place, index] of descending.entries()) {
    const value = p[index] ?? Number.NaN
    lowest = Math.min(lowest, (p.length / (p.length - place)) * known(value))
    adjusted[index] = Number.isNaN(value) ? Number.NaN : lowest
  }
  return adjusted
}
