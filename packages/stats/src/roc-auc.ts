import { ClusterPairs } from './cluster-pairs.ts'
import { orderOf } from './order-of.ts'
import { checkSameLength } from './same-length.ts'
import type { Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

/**
 * Area under the ROC curve: the chance that a positive scores above a negative, ties counting half. O(N log N).
 *
 * Row values are placements (the share of the other class that this row is on the right side of), averaged within each
 * class; the delete-one-cluster values are exact, from the pairs that go with the cluster. One class only, no rows, or a
 * NaN among the scores: NaN.
 *
 * @param y 1 for a positive, anything else a negative
 * @param score higher means more likely positive
 * @see Hanley & McNeil 1982, Radiology 143:29 (AUC as a probability); DeLong, DeLong & Clarke-Pearson 1988, Biometrics
 *   44:837 (placements); Sun & Xu 2014, IEEE Signal Processing Letters 21:1389 (by sorting)
 */
export function rocAuc(y: Float64Array, score: Float64Array, sample: Sample): Statistic {
  const { rows, weight, clusters } = sample
  checkSameLength('ROC AUC', rows, { y, score, weight, cluster: clusters?.codes })
  const strata = new Uint8Array(rows)
  let positives = 0
  let negatives = 0
  for (let i = 0; i < rows; i++) {
    if (y[i] === 1) {
      strata[i] = 1
      positives += weight?.[i] ?? 1
    } else negatives += weight?.[i] ?? 1
  }
  if (!(positives > 0) || !(negatives > 0) || score.some(Number.isNaN)) {
    return {
      estimate: Number.NaN,
      values: new Float64Array(rows).fill(Number.NaN),
      strata,
      without: clusters && new Float64Array(clusters.count).fill(Number.NaN),
    }
  }
  const pairs = clusters && new ClusterPairs(clusters.codes, clusters.count)
  const { won, values } = place(score, strata, weight, { positives, negatives }, pairs)
  return {
    estimate: won / (positives * negatives),
    values,
    strata,
    without: pairs?.aucWithout(won, positives, negatives),
  }
}

/** Walks the rows from the lowest score to the highest, one group of ties at a time. */
function place(
  score: Float64Array,
  strata: Uint8Array,
  weight: Float64Array | undefined,
  total: { readonly positives: number; readonly negatives: number },
  pairs: ClusterPairs | undefined,
): { won: number; values: Float64Array } {
  const order = orderOf(score)
  const rows = order.length
  const values = new Float64Array(rows)
  let won = 0
  let positivesBelow = 0
  let negativesBelow = 0
  for (let start = 0, end = 0; start < rows; start = end) {
    const tied = score[order[start] ?? 0]
    let tiedPositives = 0
    let tiedNegatives = 0
    do {
      const row = order[end] ?? 0
      const w = weight === undefined ? 1 : (weight[row] ?? 0)
      if (strata[row] === 1) tiedPositives += w
      else tiedNegatives += w
      pairs?.tie(row, strata[row] === 1, w)
      end++
    } while (end < rows && score[order[end] ?? 0] === tied)
    const beaten = negativesBelow + tiedNegatives / 2
    const above = total.positives - positivesBelow - tiedPositives / 2
    won += tiedPositives * beaten
    for (let k = start; k < end; k++) {
      const row = order[k] ?? 0
      values[row] = strata[row] === 1 ? beaten / total.negatives : above / total.positives
    }
    for (let k = start; pairs && k < end; k++) pairs.settle(order[k] ?? 0, beaten, above)
    positivesBelow += tiedPositives
    negativesBelow += tiedNegatives
  }
  return { won, values }
}
