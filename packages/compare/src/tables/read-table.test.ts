import { describe, expect, it } from 'vitest'
import { csvRecords } from './csv-records.ts'
import { cellText, readTable } from './read-table.ts'

const read = (text: string) => readTable(Buffer.from(text), 't', {})

describe('readTable()', () => {
  it('reads CSV and JSON alike: numbers where all are, else texts, and what is empty', () => {
    const csv = read('\uFEFFid,name,x\r\n1,"a, ""b""",1.5\r\n2,,\r\n\r\n')
    const json = read('[{"id": 1, "name": "a, \\"b\\"", "x": 1.5}, {"id": 2, "x": null}]')
    for (const table of [csv, json]) {
      expect(table.rows).toBe(2)
      expect(table.columns.get('name')).toEqual(['a, "b"', null])
      expect(table.columns.get('x')).toEqual(Float64Array.of(1.5, Number.NaN))
      expect([cellText(table, 'id', 1), cellText(table, 'x', 1), cellText(table, 'none', 0)]).toEqual([
        '2',
        undefined,
        undefined,
      ])
    }
    expect(read('[{"x": true}, {"x": false}]').columns.get('x')).toEqual(Float64Array.of(1, 0))
  })

  it.each([
    ['', 'it is empty'],
    ['a,a\n1,2\n', 'two columns are called "a"'],
    ['a,b\n1\n', 'line 2 has 1 cells'],
    ['[1]', 'not a list of mappings'],
    ['[{]', 'not JSON'],
  ])('refuses %j', (text, found) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'compare/table-invalid' }))
    expect(() => read(text)).toThrow(found)
  })
})

describe('csvRecords()', () => {
  it('keeps line breaks in quotes, and a last line without one', () => {
    expect(csvRecords('a,"b\nc"\n1,2')).toEqual([
      ['a', 'b\nc'],
      ['1', '2'],
    ])
  })
})
