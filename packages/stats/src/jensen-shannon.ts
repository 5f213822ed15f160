/**
 * Jensen and Shannon's distance of two histograms over the same bins: the root of the mean divergence, in nats, from their
 * mean; from 0 for the same to √ln 2 = 0.83 for nothing in common. Counts need not be scaled. An empty histogram: NaN.
 * @see Lin 1991, IEEE Transactions on Information Theory 37:145; Endres & Schindelin 2003, ibid. 49:1858 (a metric)
 */
export function jensenShannonDistance(p: ArrayLike<number>, q: ArrayLike<number>): number {
  const [sumP, sumQ] = [sumOf(p), sumOf(q)]
  if (!(sumP > 0) || !(sumQ > 0)) return Number.NaN
  let divergence = 0
  for (let bin = 0; bin < p.length; bin++) {
    const [a, b] = [(p[bin] ?? 0) / sumP, (q[bin] ?? 0) / sumQ]
    const middle = (a + b) / 2
    divergence += term(a, middle) + term(b, middle)
  }
  return Math.sqrt(Math.max(0, divergence / 2))
}

const term = (share: number, middle: number) => (share > 0 ? share * Math.log(share / middle) : 0)

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0
  return sum
}
