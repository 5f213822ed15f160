import { statsError } from './error.ts'

/** @throws stats/lengths-differ where columns that describe the same rows do not have one value a row */
export function checkSameLength(
  what: string,
  rows: number,
  columns: Readonly<Record<string, ArrayLike<unknown> | undefined>>,
): void {
  for (const [name, column] of Object.entries(columns)) {
    if (column !== undefined && column.length !== rows)
      throw statsError(
        'stats/lengths-differ',
        `Cannot compute ${what}: "${name}" has ${column.length} values; expected ${rows}`,
      )
  }
}
