import { columnOf, type Model, partsOf } from '@slipway/core'
import { clipText } from './clip-text.ts'
import type { CompareSide } from './compare-input.ts'
import { type PredictionRows, rowIdText, type Task } from './predictions/predictions.ts'
import { judgedSplits } from './rows/judged-splits.ts'

/** A row on which two models are far apart. */
export interface Disagreement {
  readonly rowId: string
  /** Its class, or number. */
  readonly truth: string
  /** What each says of it: the probability of 1, of its true class, or the number. */
  readonly champion: number
  readonly challenger: number
  /** Its values of the columns that the gate's slices name, in their order. */
  readonly slices: readonly { readonly column: string; readonly value: string }[]
}

/**
 * The rows of `tune` on which the two models disagree most; none where there is no `tune` beside a sealed `test`, for rows that
 * decide and are shown are learned by heart. Equal distances are told in the order of the rows.
 */
export function disagreementsOf(
  { gate }: Pick<Model, 'gate'>,
  challenger: CompareSide,
  champion: CompareSide | null,
  most: number,
): readonly Disagreement[] {
  const [own, other] = [challenger.predictions, champion?.predictions]
  if (!own || !other) return []
  const task = gate.task ?? own.task
  const splits = judgedSplits(own, other, task)
  if ('obstacle' in splits || splits.mode !== 'sealed' || !splits.shown.champion) return []
  const { challenger: mine, champion: theirs } = splits.shown
  const [first, second] = [scoresOf(mine, task), scoresOf(theirs, task)]
  if (!first || !second) return []
  const columns = [...new Set(gate.slices.flatMap((rule) => partsOf(rule).map(columnOf)))]
  const distance = (row: number) => Math.abs((first[row] ?? 0) - (second[row] ?? 0))
  return Array.from({ length: mine.rows }, (_, row) => row)
    .filter((row) => distance(row) > 0)
    .sort((a, b) => distance(b) - distance(a) || a - b)
    .slice(0, most)
    .map((row) => ({
      rowId: clipText(rowIdText(mine, row)).toWellFormed(),
      truth: truthOf(mine, row),
      champion: second[row] ?? Number.NaN,
      challenger: first[row] ?? Number.NaN,
      slices: columns.map((column) => ({ column, value: sliceValue(mine, column, row) })),
    }))
}

function scoresOf({ p, yPred, classes, y }: PredictionRows, task: Task): Float64Array | undefined {
  if (task === 'regression') return yPred
  if (!classes) return p ?? yPred
  return classes.probabilities && y.map((code, row) => classes.probabilities?.[code]?.[row] ?? 0)
}

function truthOf({ y, classes }: PredictionRows, row: number): string {
  const truth = y[row] ?? Number.NaN
  return clipText(classes?.names[truth] ?? String(truth)).toWellFormed()
}

function sliceValue(rows: PredictionRows, name: string, row: number): string {
  const column = name === 'cluster' ? rows.cluster : rows.columns.get(name)
  if (!column) return ''
  if (column instanceof Float64Array) return String(column[row] ?? '')
  return clipText(column.names[column.codes[row] ?? -1] ?? '').toWellFormed()
}
