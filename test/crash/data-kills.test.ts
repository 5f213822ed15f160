import { expect, it } from 'vitest'
import { killOften, sum } from './kill-often.ts'

it('data add, push, pull and gc killed a hundred times at random: nothing is lost or half there, and each ends when it is run again', {
  timeout: 300_000,
}, async () => {
  const { kills, wrong } = await killOften(100, 20261124)
  expect(wrong).toEqual([])
  expect(sum(kills)).toBeGreaterThanOrEqual(100)
  for (const times of Object.values(kills)) expect(times).toBeGreaterThan(5)
})
