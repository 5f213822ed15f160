import { expect, it } from 'vitest'
import { fuzzFormats } from './fuzz-formats.ts'

it('a changed tree, pack, placement, pointer or record is refused by name, or written again as it was read', () => {
  const { read, refused, wrong } = fuzzFormats(2000, 20261124)
  expect(wrong).toEqual([])
  expect(read + refused).toBe(2000)
  expect(read).toBeGreaterThan(20)
})
