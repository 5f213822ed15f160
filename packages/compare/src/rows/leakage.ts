import type { Leakage } from '@slipway/core'
import { clipText } from '../clip-text.ts'
import { type PredictionRows, type Predictions, rowIdText } from '../predictions/predictions.ts'

const EXAMPLES = 3
/** Between the values of several columns: no text that people write holds it. */
const SEPARATOR = '\u001f'

/** Rows of one split, numbered on from those of the splits before. */
interface Numbered {
  readonly split: string
  readonly rows: PredictionRows
  readonly first: number
}

/** Looks for test rows among training rows, which come table by table: only what the test rows are known by is held. */
export class LeakageSearch {
  readonly #by: readonly string[] | undefined
  readonly #splits: readonly Numbered[]
  /** The last row that is known by a text; `#others` has those before it, for two rows may be known by the same. */
  readonly #known = new Map<string, number>()
  readonly #others: Int32Array
  readonly #found: Uint8Array
  #trainingRows = 0

  /**
   * @param by columns that a row is known by; its id where undefined
   * @returns why the predictions cannot be searched for
   */
  static of(
    { splits }: Predictions,
    by: readonly string[] | undefined,
  ): LeakageSearch | { readonly problem: string } {
    const numbered: Numbered[] = []
    let first = 0
    for (const [split, rows] of splits) {
      const lacking = by?.find((name) => !rows.columns.has(name))
      if (lacking !== undefined) return { problem: `the predictions have no column "${lacking}"` }
      numbered.push({ split, rows, first })
      first += rows.rows
    }
    return new LeakageSearch(numbered, first, by)
  }

  private constructor(splits: readonly Numbered[], total: number, by: readonly string[] | undefined) {
    this.#by = by
    this.#splits = splits
    this.#others = new Int32Array(total).fill(-1)
    this.#found = new Uint8Array(total)
    for (const { rows, first } of splits) {
      for (let row = 0; row < rows.rows; row++) {
        const key = keyOf(rows, row, by)
        this.#others[first + row] = this.#known.get(key) ?? -1
        this.#known.set(key, first + row)
      }
    }
  }

  /** Columns of the training tables that are needed. */
  get columns(): readonly string[] {
    return this.#by ?? ['row_id']
  }

  /** One training row, as the texts of `columns`. */
  add(values: readonly string[]): void {
    this.#trainingRows++
    let row = this.#known.get(values.join(SEPARATOR)) ?? -1
    for (; row >= 0; row = this.#others[row] ?? -1) this.#found[row] = 1
  }

  result(): Leakage {
    return {
      by: this.#by ? [...this.#by] : null,
      training_rows: this.#trainingRows,
      splits: Object.fromEntries(this.#splits.map((numbered) => [numbered.split, this.#told(numbered)])),
      problem: null,
    }
  }

  #told({ rows, first }: Numbered): Leakage['splits'][string] {
    const ids: string[] = []
    let count = 0
    for (let row = 0; row < rows.rows; row++) {
      if (this.#found[first + row] !== 1) continue
      if (count++ < EXAMPLES) ids.push(clipText(rowIdText(rows, row)).toWellFormed())
    }
    return { rows: count, ids }
  }
}

function keyOf(rows: PredictionRows, row: number, by: readonly string[] | undefined): string {
  if (!by) return rowIdText(rows, row)
  return by
    .map((name) => {
      const column = rows.columns.get(name)
      if (!column) return ''
      return column instanceof Float64Array
        ? String((column[row] ?? Number.NaN) + 0)
        : (column.names[column.codes[row] ?? -1] ?? '')
    })
    .join(SEPARATOR)
}
