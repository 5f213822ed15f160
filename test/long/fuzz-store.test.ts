import { expect, it } from 'vitest'
import { restoreFromDamaged } from '../fuzz/damaged-store.ts'

const INPUTS = Number(process.env.SLIPWAY_FUZZ_STORES ?? '10000')
const SEED = Number(process.env.SLIPWAY_FUZZ_SEED ?? Date.now() % 1e9)

it(`ten thousand damaged stores (seed ${SEED})`, async () => {
  const { whole, refused, wrong } = await restoreFromDamaged(INPUTS, SEED)
  console.log(`${whole} were restored, ${refused} refused`)
  expect(wrong).toEqual([])
  expect(whole + refused).toBe(INPUTS)
})
