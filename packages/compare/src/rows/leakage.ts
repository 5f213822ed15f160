import type { Leakage } from '@slipway/core'
import { clipText } from '../clip-text.ts'
import { type PredictionRows, type Predictions, rowIdText } from '../predictions/predictions.ts'

const EXAMPLES = 3
/** Between the values of several columns: no text that people write holds it. */
const SEPARATOR = '\u001f'

/** Looks for test rows among training rows, which come table by table: only what the test rows are known by is held. */
export class LeakageSearch {
  readonly #by: readonly string[] | undefined
  /** Split and row by what it is known by; rows that are known by the same are all found. */
  readonly #known = new Map<string, { readonly split: string; readonly row: number }[]>()
  readonly #splits: Predictions['splits']
  readonly #found = new Map<string, Set<number>>()
  #trainingRows = 0

  /**
   * @param by columns that a row is known by; its id where undefined
   * @returns why the predictions cannot be searched for
   */
  static of(
    predictions: Predictions,
    by: readonly string[] | undefined,
  ): LeakageSearch | { readonly problem: string } {
    for (const rows of predictions.splits.values()) {
      const lacking = by?.find((name) => !rows.columns.has(name))
      if (lacking !== undefined) return { problem: `the predictions have no column "${lacking}"` }
    }
    return new LeakageSearch(predictions, by)
  }

  private constructor({ splits }: Predictions, by: readonly string[] | undefined) {
    this.#by = by
    this.#splits = splits
    for (const [split, rows] of splits) {
      this.#found.set(split, new Set())
      for (let row = 0; row < rows.rows; row++) {
        const key = keyOf(rows, row, by)
        const known = this.#known.get(key)
        if (known) known.push({ split, row })
        else this.#known.set(key, [{ split, row }])
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
    for (const { split, row } of this.#known.get(values.join(SEPARATOR)) ?? [])
      this.#found.get(split)?.add(row)
  }

  result(): Leakage {
    const told = (split: string, rows: ReadonlySet<number>) => {
      const table = this.#splits.get(split)
      const ids = [...rows].sort((a, b) => a - b).slice(0, EXAMPLES)
      return {
        rows: rows.size,
        ids: ids.map((row) => (table ? clipText(rowIdText(table, row)).toWellFormed() : '')),
      }
    }
    return {
      by: this.#by ? [...this.#by] : null,
      training_rows: this.#trainingRows,
      splits: Object.fromEntries(Array.from(this.#found, ([split, rows]) => [split, told(split, rows)])),
      problem: null,
    }
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
