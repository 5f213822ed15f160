import { widthOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { estimate } from '../testing/verdict-parts.ts'
import { type ForestRow, forestLines } from './forest.ts'

const row = (label: string, champion: number, challenger: number, error: number | null): ForestRow => ({
  label,
  estimate: estimate(champion, challenger, error, { rows: 100 }),
})

/** Column of a sign in a line; −1 where there is none. */
const column = (line: string | undefined, sign: string) => line?.indexOf(sign) ?? -1

describe('forestLines()', () => {
  it('draws the point between the ends of its interval, and better to the right of the zero', () => {
    const [header, gain, loss] = forestLines(
      'AUC',
      [row('a', 0.7, 0.72, 0.002), row('b', 0.7, 0.68, 0.002)],
      'higher',
    )
    const zero = column(header, '0')
    expect(column(gain, '●')).toBeGreaterThan(zero)
    expect(column(loss, '●')).toBeLessThan(zero)
    for (const line of [gain, loss]) {
      expect(column(line, '├')).toBeLessThan(column(line, '●'))
      expect(column(line, '┤')).toBeGreaterThan(column(line, '●'))
      expect(column(line, '│')).toBe(zero)
    }
  })
  it('turns around what is better when lower, and keeps the sign of the number', () => {
    const [header, gain] = forestLines('loss', [row('a', 0.45, 0.43, 0.002)], 'lower')
    expect(column(gain, '●')).toBeGreaterThan(column(header, '0'))
    expect(gain).toMatch(/ −0\.020$/)
  })
  it('keeps room for the words on both sides, whichever way the differences lie', () => {
    for (const challenger of [0.6, 0.8]) {
      const [header = '', line = ''] = forestLines('AUC', [row('a', 0.7, challenger, 0.001)], 'higher')
      expect(header).toContain('worse  ◂  0  ▸  better')
      expect(line.slice(0, header.indexOf('  n')).length).toBeLessThanOrEqual(header.length)
    }
  })
  it('keeps columns straight with wide letters, long labels, equal values and no interval', () => {
    const lines = forestLines(
      'AUC',
      [row('東京国際空港', 0.7, 0.7, null), row('x'.repeat(99), 0.7, 0.71, 0.01), row('b', 0.7, 0.7, 0)],
      'higher',
    )
    const plots = lines.slice(1).map((line) => line.replace(/ +100 .*/, ''))
    expect(plots).toHaveLength(3)
    expect(new Set(lines.map(widthOf)).size).toBe(1)
  })
  it('leaves out what is not finite, and draws nothing where nothing is left', () => {
    expect(forestLines('AUC', [row('a', 0.7, Number.NaN, 0.1)], 'higher')).toEqual([])
    expect(forestLines('AUC', [], 'higher')).toEqual([])
    const open = row('b', 0.7, 0.71, 0.01)
    const endless = {
      ...open,
      estimate: { ...open.estimate, interval: [-Infinity, Infinity] as [number, number] },
    }
    expect(forestLines('AUC', [endless], 'higher')).toHaveLength(2)
  })
  it('says where rows were left out', () => {
    const lines = forestLines('AUC', [row('a', 0.7, 0.8, 0.01), row('z', 0.7, 0.6, 0.01)], 'higher', {
      before: 1,
      count: 490,
    })
    expect(lines[2]).toBe('⋮ 490 more')
  })
})
