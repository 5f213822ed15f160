import { describe, expect, it } from 'vitest'
import { orderOf } from './order-of.ts'

describe('orderOf()', () => {
  it('sorts doubles of every sign and size, equal ones in the order of the rows, −0 as 0', () => {
    const values = [3, -1e308, 0, -0, 5e-324, -5e-324, Number.POSITIVE_INFINITY, 3, -2.5, 1e308, -0, 0.1]
    const expected = values
      .map((value, row) => ({ value, row }))
      .sort((a, b) => (a.value === b.value ? a.row - b.row : a.value - b.value))
    expect(Array.from(orderOf(Float64Array.from(values)))).toEqual(expected.map(({ row }) => row))
  })
  it('takes no values, one, and many that are alike', () => {
    expect(orderOf(new Float64Array())).toEqual(new Uint32Array())
    expect(orderOf(Float64Array.of(7))).toEqual(Uint32Array.of(0))
    expect(Array.from(orderOf(new Float64Array(1000).fill(0.25)))).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    )
  })
})
