import { describe, expect, it } from 'vitest'
import { isInRange, tryParseVersionRange } from './version-range.ts'

const fits = (version: string, text: string) => {
  const range = tryParseVersionRange(text)
  return range ? isInRange(version, range) : undefined
}

describe('isInRange()', () => {
  it.each([
    ['550.54.15', '>=550', true],
    ['550', '>=550.0', true],
    ['535.183.01', '>=550', false],
    ['12.10', '>=12.4', true],
    ['12.4', '>12.4', false],
    ['12.4', '=12.4', true],
    ['12.4.1', '<=12.4', false],
    ['580.1', '>=535 <580', false],
    ['579.9', '>=535 <580', true],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(fits(version, range)).toBe(expected)
  })
})

describe('tryParseVersionRange()', () => {
  it.each(['', '550', '>= 550', '>=550,<580', '~12', '>=12.x', '>=12.', '>=1  <2'])(
    'reads nothing from %j',
    (text) => {
      expect(tryParseVersionRange(text)).toBeUndefined()
    },
  )
})
