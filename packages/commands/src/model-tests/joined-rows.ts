import type { Answers, PredictionRows, Predictions, Reading, Table } from '@slipway/compare'

/** Rows of the predictions with their rows of the features, in the order of the predictions. */
export interface JoinedRows {
  readonly rows: PredictionRows
  /** Of the predictions. */
  readonly own: Uint32Array
  /** Of the features. */
  readonly features: Uint32Array
}

/** Finds the features of predicted rows by `row_id`, within a split where the features name one. */
export class FeatureIndex {
  readonly #rows = new Map<string, number>()
  readonly #splits: boolean

  constructor(table: Table) {
    const ids = table.columns.get('row_id')
    const splits = table.columns.get('split')
    this.#splits = splits !== undefined
    for (let row = 0; ids && row < table.rows; row++)
      this.#rows.set(keyOf(String(ids[row]), splits && String(splits[row])), row)
  }

  /** At most so many rows of a split, spread evenly; undefined where a row has no features. */
  join(split: string, rows: PredictionRows, most: number): JoinedRows | { readonly missing: string } {
    const own = evenly(rows.rows, most)
    const features = new Uint32Array(own.length)
    for (const [i, row] of own.entries()) {
      const id = String(rows.rowId[row])
      const found = this.#rows.get(keyOf(id, this.#splits ? split : undefined))
      if (found === undefined) return { missing: id }
      features[i] = found
    }
    return { rows, own, features }
  }
}

const keyOf = (id: string, split: string | undefined) => (split === undefined ? id : `${split}\0${id}`)

/** Numbers from 0 to `rows` − 1, at most so many. */
export function evenly(rows: number, most: number): Uint32Array {
  const count = Math.min(rows, most)
  return Uint32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count))
}

/** What the predictions say of these rows, in the shape of a model's answers; undefined where they hold no scores. */
export function predictedAnswers({ rows, own }: JoinedRows, reading: Reading): Answers | undefined {
  const columns = scoreColumns(rows, reading)
  if (!columns) return undefined
  const values = new Float64Array(own.length * columns.length)
  for (const [i, row] of own.entries())
    for (const [k, column] of columns.entries()) values[i * columns.length + k] = column?.[row] ?? 0
  return { rows: own.length, width: columns.length, values }
}

function scoreColumns(
  { p, yPred, classes }: PredictionRows,
  reading: Reading,
): readonly (Float64Array | undefined)[] | undefined {
  if (reading.task === 'regression') return yPred && [yPred]
  if (!classes) return p && [p]
  const { names, probabilities } = classes
  if (!probabilities) return undefined
  const order = reading.classes ?? probabilities.map((_, code) => String(code))
  return order.map((name) => probabilities[names.indexOf(name)])
}

/** Answers as predictions hold them: of two classes the probability of the second alone. */
export function likePredictions(answers: Answers, { task }: Reading): Answers {
  const { rows, width, values } = answers
  if (task !== 'binary' || width !== 2) return answers
  return { rows, width: 1, values: values.filter((_, i) => i % 2 === 1) }
}

/** A column of the predictions as answers of one score a row; undefined where it holds no numbers. */
export function columnAnswers({ rows, own }: JoinedRows, name: string): Answers | undefined {
  const column = rows.columns.get(name)
  if (!(column instanceof Float64Array)) return undefined
  return { rows: own.length, width: 1, values: Float64Array.from(own, (row) => column[row] ?? Number.NaN) }
}

/** Splits in the order of their names. */
export function splitsOf({ splits }: Predictions): readonly (readonly [string, PredictionRows])[] {
  return [...splits].sort(([a], [b]) => (a < b ? -1 : 1))
}
