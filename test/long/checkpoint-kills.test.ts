import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { killAtRandom, WAYS } from '../checkpoint/kill-at-random.ts'
import { modelOf } from '../checkpoint/training-ground.ts'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')

it('a training that is killed a hundred times at random ends with the same bytes; a kill costs two intervals at most, besides what was not stored yet', async () => {
  const training = { steps: 8000, interval: 20, stepMs: 10 }
  const { ground, kills } = await killAtRandom(training, 100, 7)
  using _ = ground
  for (const way of WAYS) expect(kills.filter((kill) => kill.way === way).length).toBeGreaterThan(5)
  expect(ground.model).toBe(modelOf(training, sha))
  const lost = kills.map(({ reached, resumed, behind }) => reached - resumed - behind)
  console.log(
    `steps lost by a kill besides those not stored yet, of ${training.interval} in an interval: ${lost.sort((a, b) => a - b).join(' ')}`,
  )
  expect(kills.filter(({ stored, resumed }) => resumed < stored)).toEqual([])
  expect(lost.filter((steps) => steps > 2 * training.interval)).toEqual([])
  expect(ground.starts).toHaveLength(101)
  expect(ground.records).toHaveLength(1)
  expect(ground.records[0]?.starts).toHaveLength(101)
}, 1_800_000)
