import type { Predictions } from './predictions.ts'
import { plainColumn, type Stored } from './raw-column.ts'
import { TableBuilder } from './table-builder.ts'

/**
 * Predictions from columns of plain values: what a file with them would give.
 * @throws compare/predictions-invalid, naming every problem
 */
export function predictionsOf(columns: Readonly<Record<string, ArrayLike<Stored>>>): Predictions {
  const builder = new TableBuilder('predictions')
  for (const [name, values] of Object.entries(columns)) builder.add(name, plainColumn(values))
  return builder.predictions()
}
