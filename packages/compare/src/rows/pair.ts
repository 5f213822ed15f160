import type { Classes, LabelColumns, PredictionRows, Task } from '../predictions/predictions.ts'
import { type Units, unitsOf } from './units.ts'

/** The rows of one split as both models predicted them, index by index. Rows of weight 0 count as none. */
export interface Pair extends Units {
  readonly split: string
  readonly challenger: PredictionRows
  readonly champion: PredictionRows | undefined
  readonly rows: number
  readonly task: Task
  /** Rows of the rarest class that is there; of two, and of each label, both have to be. Undefined where the task has no classes. */
  readonly rarestClass: number | undefined
  /** Both models predict the same on every row. */
  readonly identical: boolean
}

export function pairOf(
  split: string,
  challenger: PredictionRows,
  champion: PredictionRows | undefined,
  task: Task,
): Pair {
  const { weight } = challenger
  const weighs = (row: number) => weight === undefined || (weight[row] ?? 0) > 0
  let rows = 0
  for (let i = 0; i < challenger.rows; i++) if (weighs(i)) rows++
  return {
    ...unitsOf(challenger, task),
    split,
    challenger,
    champion,
    rows,
    task,
    rarestClass: rarestClass(challenger, task, weighs),
    identical: champion !== undefined && samePredictions(challenger, champion),
  }
}

function rarestClass(
  { rows, y, classes, labels }: PredictionRows,
  task: Task,
  weighs: (row: number) => boolean,
): number | undefined {
  const countsOf = (codes: Float64Array, count: number) => {
    const ofClass = new Float64Array(count)
    for (let i = 0; i < rows; i++) {
      const code = codes[i] ?? 0
      if (weighs(i)) ofClass[code] = (ofClass[code] ?? 0) + 1
    }
    return ofClass
  }
  const least = (counts: Float64Array) => (counts.length === 0 ? 0 : counts.reduce((a, b) => Math.min(a, b)))
  if (task === 'binary') return least(countsOf(y, 2))
  if (labels) return least(Float64Array.from(labels.truth, (column) => least(countsOf(column, 2))))
  const known = classes?.names.length ?? 0
  return known === 0 ? undefined : least(countsOf(y, known).filter((count) => count > 0))
}

/** Both say the same, in every column that a metric may be computed from. */
export function samePredictions(a: PredictionRows, b: PredictionRows): boolean {
  return (
    sameValues(a.p, b.p) &&
    sameValues(a.yPred, b.yPred) &&
    sameProbabilities(a.classes, b.classes) &&
    sameLabels(a.labels, b.labels)
  )
}

function sameLabels(a: LabelColumns | undefined, b: LabelColumns | undefined): boolean {
  return sameColumns(a?.probabilities, b?.probabilities) && sameColumns(a?.guesses, b?.guesses)
}

function sameProbabilities(a: Classes | undefined, b: Classes | undefined): boolean {
  return sameColumns(a?.probabilities, b?.probabilities)
}

function sameColumns(
  own: readonly Float64Array[] | undefined,
  other: readonly Float64Array[] | undefined,
): boolean {
  if (own === undefined || other === undefined) return own === other
  return own.length === other.length && own.every((column, code) => sameValues(column, other[code]))
}

/** True where both columns are missing, or hold the same numbers. NaN is never the same. */
export function sameValues(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return a.length === b.length && a.every((value, i) => value === b[i])
}
