import type { LabelColumns } from './predictions.ts'

/** Begins the name of a column that says whether a row has a label: "y:sport". */
export const TRUTH_PREFIX = 'y:'
/** The same as predicted. */
export const GUESS_PREFIX = 'y_pred:'
const MOST_LABELS = 1000

/** Columns of a task with several labels, by label. */
interface Columns {
  readonly truths: ReadonlyMap<string, Float64Array>
  readonly probabilities: ReadonlyMap<string, Float64Array>
  readonly guesses: ReadonlyMap<string, Float64Array>
}

/** Puts the columns of a task with several labels in order. What cannot be becomes a problem. */
export function orderLabels({ truths, probabilities, guesses }: Columns, problems: string[]): LabelColumns {
  const names = [...truths.keys()].sort()
  if (names.length > MOST_LABELS)
    problems.push(`there are ${names.length} labels; expected at most ${MOST_LABELS}`)
  const inOrder = (columns: ReadonlyMap<string, Float64Array>, prefix: string) => {
    if (columns.size === 0) return undefined
    const missing = names.filter((name) => !columns.has(name))
    const unknown = [...columns.keys()].filter((name) => !truths.has(name))
    for (const name of missing)
      problems.push(
        `column "${prefix}${name}" is missing; expected because there is "${TRUTH_PREFIX}${name}"`,
      )
    for (const name of unknown)
      problems.push(
        `column "${TRUTH_PREFIX}${name}" is missing; expected because there is "${prefix}${name}"`,
      )
    return names.map((name) => columns.get(name) ?? new Float64Array())
  }
  return {
    names,
    truth: names.map((name) => truths.get(name) ?? new Float64Array()),
    probabilities: inOrder(probabilities, 'p:'),
    guesses: inOrder(guesses, GUESS_PREFIX),
  }
}

/** How many labels each row has. */
export function labelsPerRow({ truth }: LabelColumns, rows: number): Float64Array {
  const counts = new Float64Array(rows)
  for (const column of truth)
    for (let row = 0; row < rows; row++) counts[row] = (counts[row] ?? 0) + (column[row] ?? 0)
  return counts
}
