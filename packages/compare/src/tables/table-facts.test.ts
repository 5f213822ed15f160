import { describe, expect, it } from 'vitest'
import { diffTables } from './table-facts.ts'

const table = (rows: number, columns: Record<string, string | null>) => ({
  rows,
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
})

describe('diffTables()', () => {
  it('names columns that came, went and changed their type; one that moved is none of them', () => {
    expect(
      diffTables(
        table(1, { a: 'int64', b: 'int64', c: 'string' }),
        table(2, { c: 'string', b: 'double', d: 'bool' }),
      ),
    ).toEqual({
      rows: { before: 1, after: 2 },
      added: [{ name: 'd', type: 'bool' }],
      removed: [{ name: 'a', type: 'int64' }],
      retyped: [{ name: 'b', before: 'int64', after: 'double' }],
    })
  })
  it('compares no columns where a side does not name them, and no types where a side has none', () => {
    const unnamed = { rows: 3, columns: null }
    const nothing = { added: [], removed: [], retyped: [] }
    expect(diffTables(unnamed, table(4, { a: null }))).toEqual({ rows: { before: 3, after: 4 }, ...nothing })
    expect(diffTables(null, table(4, { a: null }))).toEqual({ rows: { before: null, after: 4 }, ...nothing })
    expect(diffTables(table(4, { a: null }), table(4, { a: 'int64' }))).toMatchObject(nothing)
  })
})
