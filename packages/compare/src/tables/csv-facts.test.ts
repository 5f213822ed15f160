import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { csvFacts } from './csv-facts.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const WRITTEN: Record<string, { rows: number; columns: string[] }> = JSON.parse(
  readFileSync(join(FIXTURES, 'facts.json'), 'utf8'),
)
const facts = (text: string | Uint8Array, separator?: string) => {
  const { rows, columns } = csvFacts(typeof text === 'string' ? Buffer.from(text) : text, separator)
  return { rows, columns: columns?.map(({ name }) => name) ?? null }
}

describe('csvFacts()', () => {
  it.each([
    ['quoted.csv', undefined],
    ['tabs.tsv', '\t'],
  ])('says of %s what pyarrow says', (name, separator) => {
    const { rows, columns } = facts(readFileSync(join(FIXTURES, name)), separator)
    expect({ rows, columns }).toEqual({ rows: WRITTEN[name]?.rows, columns: WRITTEN[name]?.columns })
  })
  it('counts the same with any line ends, with and without the last one', () => {
    for (const end of ['\n', '\r\n', '\r'])
      for (const last of ['', end, end + end])
        expect(facts(['a,b', '1,2', '"x\n\ny",3'].join(end) + last)).toEqual({ rows: 2, columns: ['a', 'b'] })
  })
  it('takes a first row of values for a row', () => {
    expect(facts('0,1\n1,0\n')).toEqual({ rows: 2, columns: null })
    expect(facts('a,a\n1,0\n')).toEqual({ rows: 2, columns: null })
    expect(facts('a,,c\n1,0,1\n')).toEqual({ rows: 2, columns: null })
    expect(facts(',a,b\n0,1,0\n')).toEqual({ rows: 1, columns: ['', 'a', 'b'] })
  })
  it('survives what is no table', () => {
    expect(facts('')).toEqual({ rows: 0, columns: null })
    expect(facts('\n\n')).toEqual({ rows: 0, columns: null })
    expect(facts('a,b\n"never closed\n1,2\n')).toEqual({ rows: 1, columns: ['a', 'b'] })
    expect(facts(Uint8Array.of(0xff, 0xfe, 0x0a, 0x80))).toMatchObject({ rows: 1 })
  })
  it('finds the separator that the first row holds most of', () => {
    expect(facts('a;b, c;d\n1;2;3\n').columns).toEqual(['a', 'b, c', 'd'])
    expect(facts('\ufeff"a";b\n1;2\n').columns).toEqual(['a', 'b'])
    expect(facts('a|b\n1|2\n').columns).toEqual(['a', 'b'])
  })
})
