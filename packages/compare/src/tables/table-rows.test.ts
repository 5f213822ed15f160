import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { rowIdText } from '../predictions/predictions.ts'
import { readPredictions } from '../predictions/read-predictions.ts'
import { tableRows } from './table-rows.ts'

const file = readFileSync(new URL('../fixtures/arrow-snappy.parquet', import.meta.url))

it('tableRows() gives a column of a Parquet file as predictions know it', async () => {
  const ids: string[] = []
  const read = tableRows(file, 'parquet', ['row_id'], {}, ([id = '']) => ids.push(id))
  const { splits } = await readPredictions(file, {})
  const known = [...splits.values()].flatMap((rows) =>
    Array.from({ length: rows.rows }, (_, row) => rowIdText(rows, row)),
  )
  expect(read).toEqual({ rows: known.length })
  expect(ids.sort()).toEqual(known.sort())
})
it('tableRows() names a column that is not there, in both formats', () => {
  const csv = Buffer.from('a,b\n1,2\n')
  for (const [bytes, format] of [
    [file, 'parquet'],
    [csv, 'csv'],
  ] as const)
    expect(tableRows(bytes, format, ['nowhere'], {}, () => {})).toEqual({
      problem: 'it has no column "nowhere" of texts or numbers',
    })
  expect(tableRows(Buffer.from(''), 'csv', ['a'], {}, () => {})).toEqual({ problem: 'it is empty' })
})
