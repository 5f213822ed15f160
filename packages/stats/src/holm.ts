/**
 * Holm's adjusted p-values, in the order given: reject those at most α, and the chance of any false rejection is at most
 * α whatever the dependence. A NaN counts as a hypothesis, is never rejected and stays NaN. Empty: empty.
 * @see Holm 1979, Scandinavian Journal of Statistics 6:65
 */
export function holm(p: readonly number[]): number[] {
  const known = (value: number) => (Number.isNaN(value) ? 1 : value)
  const ascending = [...p.keys()].sort((a, b) => known(p[a] ?? 1) - known(p[b] ?? 1))
  const adjusted = new Array<number>(p.length)
  let highest = 0
  for (const [rank, index] of ascending.entries()) {
    const value = p[index] ?? Number.NaN
    highest = Math.max(highest, Math.min(1, (p.length - rank) * known(value)))
    adjusted[index] = Number.isNaN(value) ? Number.NaN : highest
  }
  return adjusted
}
