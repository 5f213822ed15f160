import { expect, it } from 'vitest'
import { restoreFromDamaged } from './damaged-store.ts'

it('from a store with changed trees, packs, parts and placements comes the right tree or a named error, and the old target stays', async () => {
  const { whole, refused, wrong } = await restoreFromDamaged(400, 20261124)
  expect(wrong).toEqual([])
  expect(whole).toBeGreaterThan(40)
  expect(refused).toBeGreaterThan(40)
})
