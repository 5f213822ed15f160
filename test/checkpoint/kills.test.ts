import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Kill, killAtRandom, WAYS } from './kill-at-random.ts'
import { modelOf, TrainingGround } from './training-ground.ts'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a training that is killed at random', { timeout: 300_000 }, () => {
  const training = { steps: 1000, interval: 10, stepMs: 12 }

  it('ten times, in every way: ends with the same bytes, having lost at most what came after the last checkpoint', async () => {
    const { ground, kills } = await killAtRandom(training, 10, 20261124)
    using _ = ground
    expect(new Set(kills.map(({ way }) => way))).toEqual(new Set(WAYS))
    expect(ground.model).toBe(modelOf(training, sha))
    expect(kills.filter(lostMore)).toEqual([])
    expect(ground.starts).toHaveLength(kills.length + 1)
    const [record] = ground.records
    expect(ground.records).toHaveLength(1)
    expect(record?.attempts?.map(({ ended }) => ended).at(-1)).toBe('done')
    expect(record?.attempts).toHaveLength(kills.length + 1)
    expect(ground.checkpoints).toEqual([])
  })

  /** Whether more was lost than an interval, and what is made until the kill is felt. */
  function lostMore({ stored, reached, resumed }: Kill): boolean {
    return resumed < stored || reached - resumed > 2 * training.interval
  }
})

describe('a training that needs four times as long as a job may take', { timeout: 300_000 }, () => {
  it('ends by hand-overs, each at a checkpoint, with one record that tells them', async () => {
    const training = { steps: 120, interval: 10, stepMs: 20 }
    using ground = new TrainingGround(training)
    const goOnFrom = [0]
    for (;;) {
      const { status, said } = await ground.start('--limit-minutes', String(0.6 / 60)).ended
      if (status === 0) break
      expect(said).toContain('pipeline/handed-over')
      goOnFrom.push(ground.stored)
      expect(goOnFrom.length).toBeLessThan(16)
      ground.newMachine()
    }
    expect(goOnFrom.length).toBeGreaterThan(3)
    expect(ground.starts).toEqual(goOnFrom)
    expect(ground.model).toBe(modelOf(training, sha))
    expect(ground.records).toHaveLength(1)
    const ends = ground.records[0]?.attempts?.map(({ ended }) => ended)
    expect(ends).toEqual([...goOnFrom.slice(1).map(() => 'handed-over'), 'done'])
  })
})
