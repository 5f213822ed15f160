import { expect, it } from 'vitest'
import { ByteReader } from './byte-reader.ts'
import { readHybridRuns } from './hybrid-runs.ts'

/** One bit-packed run, written bit by bit. */
function packed(values: readonly number[], width: number): Uint8Array {
  const groups = Math.ceil(values.length / 8)
  const bytes = new Uint8Array(1 + groups * width)
  bytes[0] = groups * 2 + 1
  for (const [index, value] of values.entries()) {
    for (let bit = 0; bit < width; bit++) {
      const place = index * width + bit
      const at = 1 + (place >> 3)
      if (Math.floor(value / 2 ** bit) % 2 === 1) bytes[at] = (bytes[at] ?? 0) | (1 << (place & 7))
    }
  }
  return bytes
}

it('readHybridRuns() unpacks values of every width, at their limits too', () => {
  for (let width = 1; width <= 32; width++) {
    const top = 2 ** width - 1
    const values = [top, 0, 1, top - 1, Math.floor(top / 3), top, top, 0, Math.floor(top / 5), top, 1]
    expect([...readHybridRuns(new ByteReader(packed(values, width)), width, values.length)]).toEqual(values)
  }
})

it('readHybridRuns() repeats a value, and cuts short a run that claims more than was asked for', () => {
  const run = new Uint8Array([200, 1, 0x34, 0x12])
  expect([...readHybridRuns(new ByteReader(run), 13, 3)]).toEqual([0x1234, 0x1234, 0x1234])
})
