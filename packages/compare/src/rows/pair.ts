import { clusterSizes, effectiveSize, type Sample } from '@slipway/stats'
import type { PredictionRows, Task } from '../predictions/predictions.ts'

/** The rows of one split as both models predicted them, index by index. Rows of weight 0 count as none. */
export interface Pair {
  readonly split: string
  readonly challenger: PredictionRows
  readonly champion: PredictionRows | undefined
  readonly sample: Sample
  readonly rows: number
  /** Rows of the rarer class; undefined where the task has no classes. */
  readonly rarerClass: number | undefined
  /** Clusters with rows; undefined where rows are independent. */
  readonly clusters: number | undefined
  /** Effective number of clusters G_e, or of rows where they are independent. */
  readonly effective: number
  /** Both models predict the same on every row. */
  readonly identical: boolean
}

export function pairOf(
  split: string,
  challenger: PredictionRows,
  champion: PredictionRows | undefined,
  task: Task,
): Pair {
  const { weight, cluster, y } = challenger
  const clusters = cluster && { codes: cluster.codes, count: cluster.names.length }
  const sample = { rows: challenger.rows, weight, clusters }
  const weighs = (row: number) => weight === undefined || (weight[row] ?? 0) > 0
  let rows = 0
  let positives = 0
  for (let i = 0; i < challenger.rows; i++) {
    if (!weighs(i)) continue
    rows++
    if (y[i] === 1) positives++
  }
  return {
    split,
    challenger,
    champion,
    sample,
    rows,
    rarerClass: task === 'binary' ? Math.min(positives, rows - positives) : undefined,
    clusters: clusters && clusterSizes(clusters, weight).filter((size) => size > 0).length,
    effective: effectiveSize(sample),
    identical:
      champion !== undefined &&
      sameValues(challenger.p, champion.p) &&
      sameValues(challenger.yPred, champion.yPred),
  }
}

/** True where both columns are missing, or hold the same numbers. NaN is never the same. */
export function sameValues(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.length === b.length && a.every((value, i) => value === b[i])
}
