import { orderOf } from '@slipway/stats'
import { clipText } from '../clip-text.ts'
import { orderOfTexts } from './order-of-texts.ts'
import type { Labels, PredictionRows } from './predictions.ts'
import { rowsWith, takeNumbers, takeRows } from './take-rows.ts'

const EXAMPLES = 5

/**
 * Takes the rows of a file apart by split, each in the order of its row ids. A row id that is there twice becomes a problem.
 * @param all rows as the file lists them
 */
export function splitRows(
  all: PredictionRows,
  split: Labels,
  problems: string[],
): Map<string, PredictionRows> {
  const splits = new Map<string, PredictionRows>()
  for (const [code, name] of split.names.entries()) {
    const order = byRowId(all.rowId, rowsWith(split.codes, code))
    const repeated = repeatedIds(all.rowId, order)
    if (repeated) problems.push(`split "${name}" holds ${repeated} more than once; expected each once`)
    splits.set(name, takeRows(all, order))
  }
  return splits
}

function byRowId(ids: PredictionRows['rowId'], rows: Uint32Array): Uint32Array {
  const id = (row: number) => ids[row] ?? ''
  let ascending = true
  for (let i = 1; ascending && i < rows.length; i++) ascending = id(rows[i - 1] ?? 0) < id(rows[i] ?? 0)
  if (ascending) return rows
  const order =
    ids instanceof Float64Array
      ? orderOf(takeNumbers(ids, rows))
      : orderOfTexts(Array.from(rows, (row) => ids[row] ?? ''))
  return order.map((place) => rows[place] ?? 0)
}

function repeatedIds(ids: PredictionRows['rowId'], order: Uint32Array): string | undefined {
  const repeated = new Set<number | string>()
  for (let i = 1; i < order.length; i++) {
    const id = ids[order[i] ?? 0] ?? ''
    if (id === ids[order[i - 1] ?? 0]) repeated.add(id)
  }
  if (repeated.size === 0) return undefined
  const examples = Array.from(repeated)
    .slice(0, EXAMPLES)
    .map((id) => `"${clipText(String(id))}"`)
  if (repeated.size > EXAMPLES) examples.push('…')
  return `${repeated.size} row id${repeated.size === 1 ? '' : 's'} (${examples.join(', ')})`
}
