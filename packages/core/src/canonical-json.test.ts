import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

describe('canonicalJson()', () => {
  // The example of RFC 8785, section 3.2.2–3.2.3.
  it('gives the text of RFC 8785', () => {
    const value = {
      // biome-ignore lint/correctness/noPrecisionLoss: the RFC's own example
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })
  // Section 3.2.3: keys are sorted by UTF-16 code units.
  it('sorts keys by UTF-16 code units', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
    const sorted = JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [key, 0]))))
    expect(Object.keys(sorted)).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'])
  })
  it('writes negative zero as 0', () => expect(canonicalJson(-0)).toBe('0'))
  it('leaves out undefined members', () => expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}'))
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', undefined, 1n, () => 0]) {
    it(`refuses ${String(value)}`, () =>
      expect(() => canonicalJson({ value: [value] })).toThrow(
        expect.objectContaining({ code: 'core/json-not-canonical' }),
      ))
  }
})
