import type { Classes } from './predictions.ts'

/** Begins the name of a column of probabilities: "p:cat". */
export const CLASS_PREFIX = 'p:'
const MOST_CLASSES = 1000
/** What half floats and a softmax leave of 1. */
const SUM_TOLERANCE = 1e-3

/** Columns of a task with several classes, as a file gives them. */
interface ClassColumns {
  readonly y: readonly string[]
  readonly yPred: readonly string[] | undefined
  /** By class. */
  readonly probabilities: ReadonlyMap<string, Float64Array>
}

interface Coded {
  readonly y: Float64Array
  readonly yPred: Float64Array | undefined
  readonly classes: Classes
}

/**
 * Gives classes codes: those of the truth, of the labels and of the columns of probabilities together, in code-unit order.
 * What cannot be becomes a problem.
 */
export function codeClasses({ y, yPred, probabilities }: ClassColumns, problems: string[]): Coded {
  const names = [...new Set([...y, ...(yPred ?? []), ...probabilities.keys()])].sort()
  if (names.length > MOST_CLASSES)
    problems.push(`there are ${names.length} classes; expected at most ${MOST_CLASSES}`)
  const codes = new Map(names.map((name, code) => [name, code]))
  const coded = (labels: readonly string[]) => Float64Array.from(labels, (name) => codes.get(name) ?? -1)
  const hasColumns = probabilities.size > 0
  if (hasColumns && !y.some((name) => probabilities.has(name)))
    problems.push(`column "y" has no value that a column "${CLASS_PREFIX}…" is named after; expected classes`)
  const none = new Float64Array(y.length)
  const columns = hasColumns ? names.map((name) => probabilities.get(name) ?? none) : undefined
  if (columns) reportSums(columns, y.length, problems)
  return { y: coded(y), yPred: yPred && coded(yPred), classes: { names, probabilities: columns } }
}

function reportSums(columns: readonly Float64Array[], rows: number, problems: string[]): void {
  const sums = new Float64Array(rows)
  for (const column of columns) for (let i = 0; i < rows; i++) sums[i] = (sums[i] ?? 0) + (column[i] ?? 0)
  const wrong = sums.filter((sum) => Math.abs(sum - 1) > SUM_TOLERANCE)
  const [first] = wrong
  if (first !== undefined)
    problems.push(
      `columns "${CLASS_PREFIX}…" sum to something else than 1 in ${wrong.length} of ${rows} rows, first to ${Number(first.toPrecision(6))}; expected 1`,
    )
}
