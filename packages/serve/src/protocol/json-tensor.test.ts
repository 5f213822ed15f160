import { describe, expect, it } from 'vitest'
import { parseJsonData, renderJsonData } from './json-tensor.ts'

const parse = (data: unknown, datatype: Parameters<typeof parseJsonData>[1], shape: readonly number[]) =>
  parseJsonData(data, datatype, shape, 'inputs[0].data')
const invalid = expect.objectContaining({ code: 'serve/request-invalid' })

describe('parseJsonData()', () => {
  it('takes data flat, or nested as the shape says', () => {
    const want = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect(parse([1, 2, 3, 4, 5, 6], 'FP32', [2, 3])).toEqual(want)
    expect(
      parse(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        'FP32',
        [2, 3],
      ),
    ).toEqual(want)
    expect(
      parse(
        [
          [[1], [2], [3]],
          [[4], [5], [6]],
        ],
        'FP32',
        [2, 3, 1],
      ),
    ).toEqual(want)
    expect(parse([7], 'FP32', [])).toEqual(Float32Array.of(7))
    expect(parse([], 'FP32', [0, 3])).toEqual(new Float32Array())
    expect(parse([[], []], 'FP32', [2, 0])).toEqual(new Float32Array())
  })

  it.each<[string, unknown, readonly number[]]>([
    ['too few', [1, 2, 3], [2, 2]],
    ['too many', [1, 2, 3, 4, 5], [2, 2]],
    ['ragged rows', [[1, 2, 3], [4]], [2, 2]],
    ['rows and numbers mixed', [[1, 2], 3, 4], [2, 2]],
    [
      'nested the other way',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [3, 2],
    ],
    ['nested deeper than the shape', [[[1], [2]]], [1, 2]],
    ['no array', 5, [1]],
    ['text', 'abc', [3]],
    ['nothing', undefined, [1]],
    ['an object', { length: 1, 0: 1 }, [1]],
  ])('refuses %s', (_what, data, shape) => {
    expect(() => parse(data, 'FP32', shape)).toThrow(invalid)
  })

  it('takes a nesting of any depth without running out of stack', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    expect(() => parse(deep, 'FP32', [1])).toThrow(invalid)
    expect(() => parse(deep, 'FP32', Array(16).fill(1))).toThrow(invalid)
  })

  it.each([
    ['UINT8', 0, 255],
    ['UINT16', 0, 65_535],
    ['UINT32', 0, 2 ** 32 - 1],
    ['INT8', -128, 127],
    ['INT16', -32_768, 32_767],
    ['INT32', -(2 ** 31), 2 ** 31 - 1],
  ] as const)('keeps %s to its range', (datatype, min, max) => {
    expect(Array.from(parse([min, max], datatype, [2]) as Int32Array)).toEqual([min, max])
    for (const wrong of [min - 1, max + 1, 0.5, null, '1', true, [1]]) {
      expect(() => parse([wrong], datatype, [1]), String(wrong)).toThrow(invalid)
    }
  })

  it('takes 64-bit integers exactly: as numbers up to 2^53, beyond as text', () => {
    expect(parse([-1, '9223372036854775807', '-9223372036854775808'], 'INT64', [3])).toEqual(
      BigInt64Array.of(-1n, 2n ** 63n - 1n, -(2n ** 63n)),
    )
    expect(parse(['18446744073709551615', 0], 'UINT64', [2])).toEqual(BigUint64Array.of(2n ** 64n - 1n, 0n))
    for (const wrong of [2 ** 53, '9223372036854775808', '', ' 1', '1.0', '0x1', 1.5, null]) {
      expect(() => parse([wrong], 'INT64', [1]), String(wrong)).toThrow(invalid)
    }
    expect(() => parse([-1], 'UINT64', [1])).toThrow(invalid)
  })

  it('takes null for NaN, and refuses numbers that would become infinite', () => {
    expect(parse([null, 1], 'FP32', [2])).toEqual(Float32Array.of(Number.NaN, 1))
    expect(parse([null, 1e308], 'FP64', [2])).toEqual(Float64Array.of(Number.NaN, 1e308))
    expect(parse([3.4028234663852886e38], 'FP32', [1])).toEqual(Float32Array.of(3.4028234663852886e38))
    for (const wrong of [1e39, -1e39, '1', true]) expect(() => parse([wrong], 'FP32', [1])).toThrow(invalid)
    expect(() => parse(JSON.parse('[1e999]'), 'FP64', [1])).toThrow(invalid)
  })

  it('takes BOOL as true and false or 1 and 0, BYTES as text, and no FP16', () => {
    expect(parse([true, false, 1, 0], 'BOOL', [4])).toEqual(Uint8Array.of(1, 0, 1, 0))
    expect(() => parse([2], 'BOOL', [1])).toThrow(invalid)
    expect(parse(['', 'é'], 'BYTES', [2])).toEqual(['', 'é'])
    expect(() => parse([1], 'BYTES', [1])).toThrow(invalid)
    expect(() => parse([1], 'FP16', [1])).toThrow(invalid)
  })

  it('names the element, and never repeats it', () => {
    expect(() => parse([1, 'secret'], 'FP32', [2])).toThrow(
      /^(?=.*element 1 of inputs\[0\]\.data)(?!.*secret)/,
    )
  })
})

describe('renderJsonData()', () => {
  it('keeps every digit of whole numbers', () => {
    expect(renderJsonData('INT64', BigInt64Array.of(2n ** 63n - 1n, -1n))).toBe('[9223372036854775807,-1]')
    expect(renderJsonData('UINT8', Uint8Array.of(0, 255))).toBe('[0,255]')
  })

  it('writes null where JSON has no word', () => {
    expect(renderJsonData('FP32', Float32Array.of(1.5, Number.NaN, Number.NEGATIVE_INFINITY))).toBe(
      '[1.5,null,null]',
    )
    expect(renderJsonData('FP64', Float64Array.of(0.1, 1e-7))).toBe('[0.1,1e-7]')
  })

  it('writes BOOL as true and false, BYTES as text, and nothing as []', () => {
    expect(renderJsonData('BOOL', Uint8Array.of(1, 0))).toBe('[true,false]')
    expect(renderJsonData('BYTES', ['a"b', '\u2028'])).toBe(JSON.stringify(['a"b', '\u2028']))
    expect(renderJsonData('FP32', new Float32Array())).toBe('[]')
  })
})
