import { describe, expect, it } from 'vitest'
import { murmur3 } from './murmur3.ts'
import { SKETCH_SIZE, shareSeen, sketchOf } from './row-sketch.ts'

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `flight-${from + i}`)
const sketch = (rowId: readonly string[] | Float64Array) =>
  sketchOf({ rows: rowId.length, rowId } as unknown as Parameters<typeof sketchOf>[0])

describe('murmur3()', () => {
  // Published test values: https://stackoverflow.com/q/14747343, and Guava's and Python mmh3's tests.
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['test', 0, 0xba6bd213],
    ['test', 0x9747b28c, 0x704b81dc],
    ['Hello, world!', 0, 0xc0363e43],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ])('%j with seed %d', (text, seed, hash) => {
    const bytes = new TextEncoder().encode(text)
    expect(murmur3(bytes, bytes.length, seed)).toBe(hash)
  })
})

describe('sketchOf()', () => {
  it('holds the smallest hashes, ascending, whatever the order of the rows', () => {
    const rows = ids(0, 20_000)
    const { sketch: hashes } = sketch(rows)
    expect(hashes).toHaveLength(SKETCH_SIZE)
    expect(hashes).toEqual([...hashes].sort())
    expect(sketch(rows.toReversed()).sketch).toEqual(hashes)
    const every = rows.map((id) => sketch([id]).sketch[0] ?? '').sort()
    expect(hashes).toEqual(every.slice(0, SKETCH_SIZE))
  })
  it('takes numbers as their text, and holds all of few rows', () => {
    expect(sketch(Float64Array.of(7, 3)).sketch).toEqual(sketch(['3', '7']).sketch)
    expect(sketch([]).sketch).toEqual([])
    expect(sketch(['x'.repeat(9000)]).sketch).toHaveLength(1)
  })
})

describe('shareSeen()', () => {
  it('is exact for few rows', () => {
    expect(shareSeen(sketch(ids(0, 100)), sketch(ids(75, 175)))).toBeCloseTo(0.25, 10)
    expect(shareSeen(sketch(ids(0, 50)), sketch(ids(0, 200)))).toBeCloseTo(1, 10)
    expect(shareSeen(sketch(ids(0, 200)), sketch(ids(0, 50)))).toBeCloseTo(0.25, 10)
    expect(shareSeen(sketch(ids(0, 10)), sketch(ids(10, 20)))).toBe(0)
    expect(shareSeen(sketch([]), sketch(ids(0, 10)))).toBe(0)
  })
  it('is near for many', () => {
    const current = sketch(ids(0, 50_000))
    expect(shareSeen(current, sketch(ids(1, 50_001)))).toBeGreaterThan(0.95)
    expect(shareSeen(current, sketch(ids(40_000, 90_000)))).toBeGreaterThan(0.12)
    expect(shareSeen(current, sketch(ids(40_000, 90_000)))).toBeLessThan(0.28)
    expect(shareSeen(current, sketch(ids(49_000, 99_000)))).toBeLessThan(0.06)
  })
})
