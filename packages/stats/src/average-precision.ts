import { clusterRows } from './cluster-rows.ts'
import { orderOf } from './order-of.ts'
import { checkSameLength } from './same-length.ts'
import { clusterSizes, type Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

/** So many steps of deleting clusters exactly are afforded: about a second. */
const MOST_STEPS = 3e7
/** A sum of weights this small beside what it was taken from is what subtraction left of nothing. */
const DUST = 1e-12

/**
 * Average precision: the precision at the score of a positive, averaged over the positives; a step at each distinct
 * score, ties taken together, as scikit-learn computes it. O(N log N).
 *
 * Row values are θ̂ + influence: (W/P)·[y·(A/B + C₁ − θ̂) − C₂], with A and B the weight of positives and of all rows
 * that score at least as high, C₁ = Σ 1/B and C₂ = Σ A/B² over the positives that score at most as high. Clusters are
 * deleted exactly, the largest first, as far as 3·10⁷ steps go (30 clusters of a million positives, 3,000 of ten
 * thousand); the smallest of more by their influence. No positives, no rows, a NaN among the scores: NaN.
 *
 * @param y 1 for a positive, anything else a negative
 * @param score higher means more likely positive
 * @see Boyd, Eng & Page 2013, ECML PKDD, LNCS 8190:451 (estimators of the area under the precision–recall curve); the
 *   influence is the derivative by the weight of a row
 */
export function averagePrecision(y: Float64Array, score: Float64Array, sample: Sample): Statistic {
  const { rows, weight, clusters } = sample
  checkSameLength('average precision', rows, { y, score, weight, cluster: clusters?.codes })
  const steps = stepsOf(y, score, weight)
  if (!(steps.positives > 0) || score.some(Number.isNaN)) {
    return {
      estimate: Number.NaN,
      values: new Float64Array(rows).fill(Number.NaN),
      strata: undefined,
      without: clusters && new Float64Array(clusters.count).fill(Number.NaN),
    }
  }
  const estimate = precisionOf(steps)
  const values = influences(steps, y, estimate)
  return {
    estimate,
    values,
    strata: undefined,
    without: clusters && withoutClusters(steps, y, sample, { estimate, values }),
  }
}

/** The distinct scores, from the highest; `positive`, A and B are sums of weights. */
interface Steps {
  readonly count: number
  /** Which step each row is on. */
  readonly stepOf: Uint32Array
  readonly positive: Float64Array
  readonly positivesFrom: Float64Array
  readonly rowsFrom: Float64Array
  readonly positives: number
  readonly size: number
  /** Rows from the highest score to the lowest. */
  readonly order: Uint32Array
}

function stepsOf(y: Float64Array, score: Float64Array, weight: Float64Array | undefined): Steps {
  const order = orderOf(score).reverse()
  const rows = order.length
  const stepOf = new Uint32Array(rows)
  const positive = new Float64Array(rows)
  const positivesFrom = new Float64Array(rows)
  const rowsFrom = new Float64Array(rows)
  let count = 0
  let positives = 0
  let size = 0
  for (let k = 0; k < rows; k++) {
    const row = order[k] ?? 0
    if (k > 0 && score[row] !== score[order[k - 1] ?? 0]) count++
    const w = weight?.[row] ?? 1
    stepOf[row] = count
    size += w
    if (y[row] === 1) {
      positives += w
      positive[count] = (positive[count] ?? 0) + w
    }
    positivesFrom[count] = positives
    rowsFrom[count] = size
  }
  if (rows > 0) count++
  return { count, stepOf, positive, positivesFrom, rowsFrom, positives, size, order }
}

function precisionOf({ count, positive, positivesFrom, rowsFrom, positives }: Steps): number {
  let sum = 0
  for (let s = 0; s < count; s++) {
    const own = positive[s] ?? 0
    if (own > 0) sum += (own * (positivesFrom[s] ?? 0)) / (rowsFrom[s] ?? 0)
  }
  return sum / positives
}

function influences(steps: Steps, y: Float64Array, estimate: number): Float64Array {
  const { count, stepOf, positive, positivesFrom, rowsFrom, positives, size } = steps
  const first = new Float64Array(count)
  const second = new Float64Array(count)
  let [c1, c2] = [0, 0]
  for (let s = count - 1; s >= 0; s--) {
    const [own = 0, above = 0, all = 0] = [positive[s], positivesFrom[s], rowsFrom[s]]
    if (own > 0) {
      c1 += own / all
      c2 += (own * above) / (all * all)
    }
    // The precision at a step on which all rows weigh nothing, the topmost, is not defined and not needed.
    first[s] = (all > 0 ? above / all : 0) + c1 - estimate
    second[s] = c2
  }
  const scale = size / positives
  return y.map((label, row) => {
    const s = stepOf[row] ?? 0
    return estimate + scale * ((label === 1 ? (first[s] ?? 0) : 0) - (second[s] ?? 0))
  })
}

function withoutClusters(
  steps: Steps,
  y: Float64Array,
  { weight, clusters }: Sample,
  { estimate, values }: Pick<Statistic, 'estimate' | 'values'>,
): Float64Array | undefined {
  if (!clusters) return undefined
  const scored = stepsWithPositives(steps)
  const sizes = clusterSizes(clusters, weight)
  const bySize = orderOf(sizes).reverse()
  const exactly = Math.ceil(MOST_STEPS / Math.max(1, scored.length))
  const { starts, rows } = clusterRows(clusters, steps.order)
  const without = new Float64Array(clusters.count)
  for (const [rank, g] of bySize.entries()) {
    const members = rows.subarray(starts[g] ?? 0, starts[g + 1] ?? 0)
    without[g] =
      rank < exactly
        ? precisionWithout(steps, scored, members, y, weight)
        : estimate -
          members.reduce((sum, row) => sum + (weight?.[row] ?? 1) * ((values[row] ?? 0) - estimate), 0) /
            (steps.size - (sizes[g] ?? 0))
  }
  return without
}

function stepsWithPositives({ count, positive }: Steps): Uint32Array {
  const found = new Uint32Array(count)
  let next = 0
  for (let s = 0; s < count; s++) if ((positive[s] ?? 0) > 0) found[next++] = s
  return found.subarray(0, next)
}

/**
 * Average precision without these rows.
 * @param scored steps on which there is a positive
 * @param members rows to leave out, from the highest score to the lowest
 */
function precisionWithout(
  { stepOf, positive, positivesFrom, rowsFrom, positives }: Steps,
  scored: Uint32Array,
  members: Uint32Array,
  y: Float64Array,
  weight: Float64Array | undefined,
): number {
  let sum = 0
  let next = 0
  let [gonePositives, goneRows] = [0, 0]
  for (const s of scored) {
    let own = positive[s] ?? 0
    const before = own
    while (next < members.length) {
      const row = members[next] ?? 0
      const step = stepOf[row] ?? 0
      if (step > s) break
      const w = weight?.[row] ?? 1
      goneRows += w
      if (y[row] === 1) {
        gonePositives += w
        if (step === s) own -= w
      }
      next++
    }
    if (own > DUST * before)
      sum += (own * ((positivesFrom[s] ?? 0) - gonePositives)) / ((rowsFrom[s] ?? 0) - goneRows)
  }
  const left = positives - gonePositives
  return left > DUST * positives ? sum / left : Number.NaN
}
