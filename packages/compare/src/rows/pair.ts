import { clusterSizes, effectiveSize, type Sample } from '@slipway/stats'
import type { Classes, PredictionRows, Task } from '../predictions/predictions.ts'

/** The rows of one split as both models predicted them, index by index. Rows of weight 0 count as none. */
export interface Pair {
  readonly split: string
  readonly challenger: PredictionRows
  readonly champion: PredictionRows | undefined
  readonly sample: Sample
  readonly rows: number
  readonly task: Task
  /** Rows of the rarest class that is there; of two, both have to be. Undefined where the task has no classes. */
  readonly rarestClass: number | undefined
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
  const classes = task === 'binary' ? 2 : (challenger.classes?.names.length ?? 0)
  const ofClass = new Float64Array(classes)
  let rows = 0
  for (let i = 0; i < challenger.rows; i++) {
    if (!weighs(i)) continue
    rows++
    const code = y[i] ?? 0
    if (classes > 0) ofClass[code] = (ofClass[code] ?? 0) + 1
  }
  const needed = task === 'binary' ? ofClass : ofClass.filter((count) => count > 0)
  return {
    split,
    challenger,
    champion,
    sample,
    rows,
    task,
    rarestClass: classes === 0 ? undefined : needed.length === 0 ? 0 : Math.min(...needed),
    clusters: clusters && clusterSizes(clusters, weight).filter((size) => size > 0).length,
    effective: effectiveSize(sample),
    identical:
      champion !== undefined &&
      sameValues(challenger.p, champion.p) &&
      sameValues(challenger.yPred, champion.yPred) &&
      sameProbabilities(challenger.classes, champion.classes),
  }
}

function sameProbabilities(a: Classes | undefined, b: Classes | undefined): boolean {
  const [own, other] = [a?.probabilities, b?.probabilities]
  if (own === undefined || other === undefined) return own === other
  return own.length === other.length && own.every((column, code) => sameValues(column, other[code]))
}

/** True where both columns are missing, or hold the same numbers. NaN is never the same. */
export function sameValues(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.length === b.length && a.every((value, i) => value === b[i])
}
