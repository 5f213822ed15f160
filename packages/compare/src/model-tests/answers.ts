import type { Task } from '../predictions/predictions.ts'

/** What a model answered about some rows: `width` scores a row, row after row. */
export interface Answers {
  readonly rows: number
  readonly width: number
  readonly values: Float64Array
}

/** What the scores mean. */
export interface Reading {
  readonly task: Task
  /** Names of the classes in the order of the scores; their numbers without. */
  readonly classes: readonly string[] | undefined
}

/** The task that is asked for; without one, what the number of scores suggests. */
export function readingOf(
  task: Task | undefined,
  classes: readonly string[] | undefined,
  { width }: Pick<Answers, 'width'>,
): Reading {
  return { task: task ?? (width === 1 ? 'regression' : width === 2 ? 'binary' : 'multiclass'), classes }
}

/** Where the score of a class stands in a row: that of 1 where there are two, the only one of a regression. */
export function scorePlace({ width }: Answers, { classes }: Reading, name?: string): number | undefined {
  if (width <= 2) return width - 1
  const place = name === undefined ? -1 : (classes?.indexOf(name) ?? Number(name))
  return Number.isInteger(place) && place >= 0 && place < width ? place : undefined
}

export function scoreAt({ width, values }: Answers, row: number, place: number): number {
  return values[row * width + place] ?? Number.NaN
}

/** The class that a row is given: a probability above ½, or the first of the largest scores; −1 where a score is no number. */
export function labelAt({ width, values }: Answers, row: number): number {
  if (width === 1) {
    const value = values[row] ?? Number.NaN
    return Number.isNaN(value) ? -1 : value > 0.5 ? 1 : 0
  }
  let best = 0
  for (let k = 0; k < width; k++) {
    const value = values[row * width + k] ?? Number.NaN
    if (Number.isNaN(value)) return -1
    // Of two classes the second wins only above one half, which is where the first one loses.
    if (value > (values[row * width + best] ?? 0)) best = k
  }
  return best
}

export function labelName({ classes }: Reading, label: number): string {
  return classes?.[label] ?? String(label)
}

/** The largest difference of any score, and the rows whose label differs. */
export function differenceOfAnswers(
  first: Answers,
  second: Answers,
  { task }: Pick<Reading, 'task'>,
): { rows: number; max: number | null; flipped: number | null } {
  let max = 0
  let flipped = 0
  const sameShape = first.rows === second.rows && first.width === second.width
  for (let i = 0; sameShape && i < first.values.length; i++) {
    const difference = Math.abs((first.values[i] ?? Number.NaN) - (second.values[i] ?? Number.NaN))
    if (!(difference <= max)) max = difference
    if (Number.isNaN(max)) break
  }
  for (let row = 0; row < first.rows; row++) if (labelAt(first, row) !== labelAt(second, row)) flipped++
  return {
    rows: first.rows,
    max: sameShape && Number.isFinite(max) ? max : null,
    flipped: task === 'regression' ? null : flipped,
  }
}
