import { describe, expect, it } from 'vitest'
import type { PredictionRows } from '../predictions/predictions.ts'
import { predictionsOf } from '../predictions/predictions-of.ts'
import type { Stored } from '../predictions/raw-column.ts'
import { alignRows } from './align-rows.ts'
import { changesText } from './row-changes.ts'

function rows(columns: Record<string, Stored[]>): PredictionRows {
  const found = predictionsOf({ y_pred: columns.row_id?.map(() => 0.5) ?? [], ...columns }).splits.get('test')
  if (!found) throw new Error('no rows')
  return found
}
function mismatch(challenger: PredictionRows, champion: PredictionRows): string | undefined {
  const alignment = alignRows(challenger, champion)
  return 'changes' in alignment ? changesText(alignment.changes) : undefined
}
const ids = [1, 2, 3, 10]
const y = [0.5, 1.5, 2.5, 3.5]

describe('alignRows()', () => {
  it('gives the champion’s rows where all are the same', () => {
    const champion = rows({ row_id: ids, y, y_pred: [9, 8, 7, 6] })
    expect(alignRows(rows({ row_id: ids, y }), champion)).toEqual({ champion })
  })
  it('lines up integers with their texts, which sort in another order', () => {
    const champion = rows({ row_id: ids.map(String), y, y_pred: [1, 2, 3, 10] })
    const aligned = alignRows(rows({ row_id: ids, y }), champion)
    expect('champion' in aligned && Array.from(aligned.champion.yPred ?? [])).toEqual([1, 2, 3, 10])
  })
  it('names missing and new rows', () => {
    const challenger = rows({ row_id: [1, 2, 4, 5, 6, 7], y: [0.5, 1.5, 1, 1, 1, 1] })
    expect(mismatch(challenger, rows({ row_id: ids, y }))).toEqual(
      '2 rows missing ("3", "10"), 4 rows new ("4", "5", "6", …)',
    )
  })
  it('names rows whose label, weight or cluster changed, and not the values', () => {
    const champion = rows({ row_id: ids, y, weight: [1, 1, 1, 1], cluster: ['a', 'b', 'c', 'd'] })
    const challenger = { row_id: ids, y, weight: [1, 1, 1, 1], cluster: ['a', 'b', 'c', 'd'] }
    expect(alignRows(rows(challenger), champion)).toEqual({ champion })
    for (const [what, change] of [
      ['label', { y: [0.5, 99, 2.5, 3.5] }],
      ['weight', { weight: [1, 2, 1, 1] }],
      ['cluster', { cluster: ['a', 'x', 'c', 'd'] }],
    ] as [string, Record<string, Stored[]>][])
      expect(mismatch(rows({ ...challenger, ...change }), champion)).toBe(`1 row changed in ${what} ("2")`)
  })
  it('takes dropping the clusters for a change of every row, and a weight of 1 for none', () => {
    const champion = rows({ row_id: ids, y, cluster: ['a', 'b', 'c', 'd'] })
    expect(mismatch(rows({ row_id: ids, y }), champion)).toBe('4 rows changed in cluster ("1", "2", "3", …)')
    const weighted = rows({ row_id: ids, y, weight: [1, 1, 1, 1], cluster: ['a', 'b', 'c', 'd'] })
    expect(alignRows(weighted, champion)).toEqual({ champion })
  })
})
