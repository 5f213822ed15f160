import type { Task } from '@slipway/core'

export type { Task }

/** A column of names, each distinct name once, in code-unit order. */
export interface Labels {
  /** Index of each row's name; −1 where the row has none. */
  readonly codes: Int32Array
  readonly names: readonly string[]
}

/** The classes of a task with several. */
export interface Classes {
  /** By code, in code-unit order. */
  readonly names: readonly string[]
  /** Probability of each class, by code, in [0, 1]; undefined where only labels were written. */
  readonly probabilities: readonly Float64Array[] | undefined
}

/** The labels of a task in which a row may have several, one column a label, in the order of `names`. */
export interface LabelColumns {
  /** In code-unit order. */
  readonly names: readonly string[]
  /** 0 or 1. */
  readonly truth: readonly Float64Array[]
  /** In [0, 1]; they need not sum to 1. */
  readonly probabilities: readonly Float64Array[] | undefined
  /** 0 or 1; undefined where a probability above ½ stands in. */
  readonly guesses: readonly Float64Array[] | undefined
}

/**
 * The rows of one split, column by column, ascending by row id (numbers by value, texts by code unit), so that two files
 * with the same rows line up index by index and nothing depends on the order in which a file lists them.
 */
export interface PredictionRows {
  readonly rows: number
  readonly rowId: Float64Array | readonly string[]
  /** The truth: 0 or 1 where the task is binary, the code of a class where there are several, how many of several labels. Finite. */
  readonly y: Float64Array
  /** Probability of 1, in [0, 1]. */
  readonly p: Float64Array | undefined
  /** Predicted class, as `y` has it, or number. Finite. */
  readonly yPred: Float64Array | undefined
  /** Undefined unless the task has several classes. */
  readonly classes: Classes | undefined
  /** Undefined unless a row may have several labels. */
  readonly labels?: LabelColumns | undefined
  /** Finite and not negative; undefined weighs all rows alike. */
  readonly weight: Float64Array | undefined
  readonly cluster: Labels | undefined
  /** All other columns that hold texts or numbers: slices, and whatever else was written. */
  readonly columns: ReadonlyMap<string, Labels | Float64Array>
}

/** Per-row predictions of one model. @see docs/formats/predictions.md */
export interface Predictions {
  readonly task: Task
  readonly splits: ReadonlyMap<string, PredictionRows>
}

/** The truth of each row as the test set digest writes it, so that two files can be held against each other. */
export function truthOf({
  y,
  classes,
  labels,
}: PredictionRows): (row: number) => number | string | undefined {
  if (classes) return (row) => classes.names[y[row] ?? -1]
  if (!labels) return (row) => y[row]
  const names = labels.names.map((name) => name.replaceAll(/[\\,]/g, '\\$&'))
  return (row) => names.filter((_, k) => labels.truth[k]?.[row] === 1).join(',')
}

/** A row's id as the test set digest and messages write it. */
export function rowIdText(rows: PredictionRows, index: number): string {
  return String(rows.rowId[index])
}
