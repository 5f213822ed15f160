import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { predictionsOf } from './predictions/predictions-of.ts'
import type { Stored } from './predictions/raw-column.ts'
import { testsetOf } from './testset.ts'

type Row = { row_id: Stored; y: number | string; weight?: number; cluster?: string }

// Made by docs/formats/vectors/make_testset.py, which was written from the page and shares no code with us.
const { testset: vectors } = JSON.parse(
  readFileSync(new URL('../../../docs/formats/vectors/testset.json', import.meta.url), 'utf8'),
) as { testset: { name: string; splits: Record<string, Row[]>; testset: object }[] }

function predictions(splits: Record<string, Row[]>) {
  const rows = Object.entries(splits).flatMap(([split, list]) => list.map((row) => ({ split, ...row })))
  const column = (name: keyof (typeof rows)[number]) => rows.map((row) => row[name])
  return predictionsOf({
    row_id: column('row_id'),
    split: column('split'),
    y: column('y'),
    y_pred: rows.map(({ y }) => (typeof y === 'string' ? 'other' : 0.25)),
    ...(rows.some((row) => row.weight !== undefined) ? { weight: rows.map((row) => row.weight ?? 1) } : {}),
    ...(rows.some((row) => row.cluster !== undefined) ? { cluster: column('cluster') } : {}),
  })
}

describe('testsetOf()', () => {
  for (const { name, splits, testset } of vectors)
    it(`vector: ${name}`, () => expect(testsetOf(predictions(splits))).toEqual(testset))

  const rows: Row[] = Array.from({ length: 40 }, (_, i) => ({
    row_id: i,
    y: i % 2,
    weight: 1,
    cluster: `c${i % 5}`,
  }))
  const digest = (list: Row[]) => testsetOf(predictions({ test: list })).test?.digest
  it('does not depend on the order of the rows, nor on what was predicted', () => {
    expect(digest(rows.toReversed())).toBe(digest(rows))
  })
  it('changes with an id, a label, a weight, a cluster, and with one row more or less', () => {
    const changed = (change: Partial<Row>) =>
      digest(rows.map((row, i) => (i === 7 ? { ...row, ...change } : row)))
    const digests = [
      digest(rows),
      changed({ row_id: 99 }),
      changed({ y: 0 }),
      changed({ weight: 2 }),
      changed({ cluster: 'c9' }),
      digest(rows.slice(1)),
    ]
    expect(new Set(digests).size).toBe(digests.length)
  })
  it('takes integers and their texts for the same ids, and a missing weight for 1', () => {
    const asText = rows.map((row) => ({ ...row, row_id: String(row.row_id) }))
    const weightless = rows.map(({ weight, ...row }) => row)
    expect(digest(asText)).toBe(digest(rows))
    expect(digest(weightless)).toBe(digest(rows))
  })
})
