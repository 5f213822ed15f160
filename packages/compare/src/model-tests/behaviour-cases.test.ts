import { describe, expect, it } from 'vitest'
import { readTable } from '../tables/read-table.ts'
import type { Answers } from './answers.ts'
import { behaviourCases } from './behaviour-cases.ts'
import { checkCases } from './check-cases.ts'
import { parseExpectation } from './expectation.ts'

const table = (text: string) => readTable(Buffer.from(text), 'cases.csv', {})
const casesOf = (text: string) => behaviourCases(table(text), 'cases.csv', 0.01)
const answers = (values: number[], width = 1): Answers => ({
  rows: values.length / width,
  width,
  values: Float64Array.from(values),
})
const binary = { task: 'binary', classes: undefined } as const
const failed = (
  text: string,
  values: number[],
  reading: Parameters<typeof checkCases>[3] = binary,
  width = 1,
) => checkCases(casesOf(text).cases, answers(values, width), null, reading).map((test) => test.failed)

describe('behaviourCases()', () => {
  it('gives a changed row what it leaves empty of its original', () => {
    const { inputs, cases } = casesOf('case,x,town,expect\na,1,Rome,\na,2,,higher\na,,Oslo,same\n')
    expect(inputs.columns).toEqual(
      new Map<string, unknown>([
        ['x', Float64Array.of(1, 2, 1)],
        ['town', ['Rome', 'Rome', 'Oslo']],
      ]),
    )
    expect(cases.map(({ row, original }) => [row, original])).toEqual([
      [1, 0],
      [2, 0],
    ])
  })

  it.each([
    ['no column "expect"', 'x\n1\n'],
    ['no rows', 'x,expect\n'],
    ['expected an original', 'x,expect\n1,higher\n'],
    ['only the first row', 'case,x,expect\na,1,1\na,2,\n'],
    ['tolerance "-1"', 'x,expect,tolerance\n1,1,-1\n'],
    ['no row expects', 'case,x,expect\na,1,\n'],
  ])('refuses a table with %s', (found, text) => {
    expect(() => casesOf(text)).toThrow(expect.objectContaining({ code: 'compare/cases-invalid' }))
    expect(() => casesOf(text)).toThrow(found)
  })
})

describe('parseExpectation()', () => {
  it('reads relations, bounds, ranges, and takes the rest for labels', () => {
    expect(parseExpectation('not lower')).toEqual({ kind: 'not lower' })
    expect(parseExpectation('>= 0.7')).toMatchObject({ kind: 'range', min: 0.7 })
    expect(parseExpectation('<=-1e-3')).toMatchObject({ kind: 'range', max: -0.001 })
    expect(parseExpectation('0.2..0.5')).toEqual({ kind: 'range', min: 0.2, max: 0.5 })
    expect(parseExpectation('setosa')).toEqual({ kind: 'label', label: 'setosa' })
  })
})

describe('checkCases()', () => {
  it('compares labels, ranges and relations; a change within the tolerance is none', () => {
    const pair = (expect: string) => `case,x,expect\na,1,\na,2,${expect}\n`
    const moved = { same: 1, higher: 0, lower: 1, 'not higher': 1, 'not lower': 0 }
    const still = { same: 0, higher: 1, lower: 1, 'not higher': 0, 'not lower': 0 }
    for (const [word, count] of Object.entries(moved))
      expect([word, ...failed(pair(word), [0.4, 0.6])]).toEqual([word, count])
    for (const [word, count] of Object.entries(still))
      expect([word, ...failed(pair(word), [0.4, 0.405])]).toEqual([word, count])
    expect(failed('x,expect\n1,1\n1,0\n1,0.5..0.7\n1,<=0.5\n', [0.6, 0.6, 0.6, 0.6])).toEqual([2])
  })

  it('fails an answer that is no number, whatever is expected', () => {
    expect(
      failed('case,x,expect\na,1,0\na,1,same\na,1,not higher\nb,1,>=-1e9\n', [
        Number.NaN,
        Number.NaN,
        Number.NaN,
        Number.NaN,
      ]),
    ).toEqual([4])
  })

  it('takes the named class of several, a number of a regression', () => {
    const classes = { task: 'multiclass', classes: ['a', 'b', 'c'] } as const
    const scores = [0.2, 0.5, 0.3, 0.2, 0.3, 0.5]
    expect(
      failed('case,x,class,expect\nz,1,,b\nz,2,c,higher\ny,3,d,0..1\n', [...scores, 1, 0, 0], classes, 3),
    ).toEqual([1])
    const regression = { task: 'regression', classes: undefined } as const
    expect(failed('x,expect,tolerance\n1,10,0.5\n2,10,0.5\n', [10.4, 10.6], regression)).toEqual([1])
  })
})
