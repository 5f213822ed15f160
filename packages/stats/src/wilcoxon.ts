import { normalSurvival } from './normal.ts'
import { orderOf } from './order-of.ts'

/** Up to so many differences without ties the distribution is counted out: 2⁵⁰ sign patterns are exact in doubles. */
const MOST_EXACT = 50

export interface Wilcoxon {
  /** The smaller of the two rank sums. */
  readonly statistic: number
  /** Two-sided. */
  readonly p: number
  /** Counted out; else by the normal approximation, without continuity correction. */
  readonly exact: boolean
}

/**
 * Wilcoxon's signed-rank test that differences are symmetric about 0. Zeros are dropped, ties share their mean rank; exact
 * up to 50 differences without ties or zeros. Shown, never deciding: it asks another question than the mean does. No rows,
 * or a NaN: NaN. Nothing but zeros: p = 1.
 * @see Wilcoxon 1945, Biometrics Bulletin 1:80; Lehmann 1975, "Nonparametrics", §3.2 (variance under ties)
 */
export function wilcoxonSignedRank(differences: Float64Array): Wilcoxon {
  if (differences.length === 0 || differences.some(Number.isNaN))
    return { statistic: Number.NaN, p: Number.NaN, exact: false }
  const kept = differences.filter((d) => d !== 0)
  const n = kept.length
  if (n === 0) return { statistic: 0, p: 1, exact: true }
  const { positive, tieTerm } = rankSums(kept)
  const all = (n * (n + 1)) / 2
  const statistic = Math.min(positive, all - positive)
  const exact = n === differences.length && tieTerm === 0 && n <= MOST_EXACT
  if (exact) return { statistic, p: Math.min(1, 2 * shareUpTo(statistic, n)), exact }
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm / 48
  const z = (all / 2 - statistic) / Math.sqrt(variance)
  return { statistic, p: 2 * normalSurvival(z), exact }
}

/** Rank sum of the positive differences, and Σ(t³ − t) over groups of ties. */
function rankSums(differences: Float64Array): { positive: number; tieTerm: number } {
  const sizes = differences.map(Math.abs)
  const order = orderOf(sizes)
  let positive = 0
  let tieTerm = 0
  for (let start = 0, end = 0; start < order.length; start = end) {
    let above = 0
    do {
      if ((differences[order[end] ?? 0] ?? 0) > 0) above++
      end++
    } while (end < order.length && sizes[order[end] ?? 0] === sizes[order[start] ?? 0])
    positive += (above * (start + 1 + end)) / 2
    const tied = end - start
    tieTerm += tied ** 3 - tied
  }
  return { positive, tieTerm }
}

/** Share of the 2ⁿ sign patterns whose rank sum is at most w. */
function shareUpTo(w: number, n: number): number {
  const ways = new Float64Array((n * (n + 1)) / 2 + 1)
  ways[0] = 1
  for (let rank = 1; rank <= n; rank++)
    for (let sum = ways.length - 1; sum >= rank; sum--) ways[sum] = (ways[sum] ?? 0) + (ways[sum - rank] ?? 0)
  return ways.subarray(0, Math.floor(w) + 1).reduce((total, count) => total + count, 0) / 2 ** n
}
