import { expect, it } from 'vitest'
import { fuzzFormats } from '../fuzz/fuzz-formats.ts'

const INPUTS = Number(process.env.SLIPWAY_FUZZ_INPUTS ?? '100000')
const SEED = Number(process.env.SLIPWAY_FUZZ_SEED ?? Date.now() % 1e9)

it(`a hundred thousand changed texts of our formats (seed ${SEED})`, () => {
  const { read, refused, wrong } = fuzzFormats(INPUTS, SEED)
  console.log(`${read} texts were read, ${refused} refused`)
  expect(wrong).toEqual([])
  expect(read + refused).toBe(INPUTS)
})
