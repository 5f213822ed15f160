import { expect, it } from 'vitest'
import { killCollections, killImports } from './kill-moves.ts'

it('data import dvc killed at random: DVC’s own stays, each pointer is whole, and the next one ends the work', {
  timeout: 120_000,
}, async () => {
  const { kills, wrong } = await killImports(15, 20261124)
  expect(wrong).toEqual([])
  expect(kills).toBeGreaterThanOrEqual(15)
})

it('data gc --remote killed at random: what a commit names stays whole, and the next one ends the work', {
  timeout: 120_000,
}, async () => {
  const { kills, wrong } = await killCollections(15, 20261124)
  expect(wrong).toEqual([])
  expect(kills).toBeGreaterThanOrEqual(15)
})
