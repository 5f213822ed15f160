import { describe, expect, it } from 'vitest'
import {
  decimalsFor,
  formatCount,
  formatDifference,
  formatEstimate,
  formatGiven,
  formatInterval,
} from './format-number.ts'

describe('decimalsFor()', () => {
  it('goes to the first digit of the error, and to the second after a 1', () => {
    expect([0.0025, 0.0017, 0.002, 0.0096, 0.1, 0.96, 3, 14, 250].map((se) => decimalsFor(se))).toEqual([
      3, 4, 3, 3, 2, 1, 0, 0, 0,
    ])
  })
  it('knows nothing of an error that is 0, NaN, infinite or missing', () => {
    expect([0, Number.NaN, Number.POSITIVE_INFINITY, null].map((se) => decimalsFor(se))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('formatEstimate()', () => {
  it('rounds by the uncertainty', () => {
    expect(formatEstimate(0.76372, 0.0025)).toBe('0.764')
    expect(formatEstimate(1234.56, 14)).toBe('1235')
    expect(formatEstimate(3.217e-9, 2e-10)).toBe('3.2e−9')
  })
  it('takes an error that is dust for none', () => {
    expect(formatEstimate(0.9, 5.4e-16)).toBe('0.9')
    expect(formatDifference(0.1 + 1e-16, 5.4e-16)).toBe('+0.1')
  })
  it('shows four digits where the uncertainty is unknown', () => {
    expect([0.5, 1.23456e-7, 0.86, 12, -0, 1e308].map((v) => formatEstimate(v))).toEqual([
      '0.5',
      '1.235e−7',
      '0.86',
      '12',
      '0',
      '1e308',
    ])
  })
  it('says what is not a number', () => {
    expect(
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((v) => formatEstimate(v)),
    ).toEqual(['NaN', '∞', '−∞'])
  })
})

describe('formatDifference()', () => {
  it('always has a sign, but for what rounds to zero', () => {
    expect(formatDifference(0.0129, 0.0025)).toBe('+0.013')
    expect(formatDifference(-0.0129, 0.0025)).toBe('−0.013')
    expect(formatDifference(-0.0001, 0.0025)).toBe('0.000')
    expect(formatDifference(0)).toBe('0')
  })
})

describe('formatInterval(), formatCount(), formatGiven()', () => {
  it('keep intervals on one line, part thousands, and leave given numbers alone', () => {
    expect(formatInterval([-0.0027, 0.0039], 0.0017)).toBe('−0.0027\u00a0…\u00a0+0.0039')
    expect([0, 999, 18204, 1234567].map(formatCount)).toEqual(['0', '999', '18,204', '1,234,567'])
    expect([0.002, 1e-5, -0.5].map(formatGiven)).toEqual(['0.002', '0.00001', '−0.5'])
  })
})
