import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Kill, killAtRandom, WAYS, type Way } from './kill-at-random.ts'
import { modelOf, TrainingGround } from './training-ground.ts'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')

/** What the record says of each way to end. A busy machine may not have the time to record that it was cancelled. */
const ENDS: Readonly<Record<Way, readonly string[]>> = {
  trainer: ['failed'],
  'full disk': ['failed'],
  slipway: ['lost'],
  machine: ['lost'],
  'store down': ['lost'],
  cancel: ['interrupted', 'lost'],
}

describe('a training that is killed at random', { timeout: 300_000 }, () => {
  const training = { steps: 2000, interval: 10, stepMs: 12 }

  it('ten times, in every way: ends with the same bytes, having lost at most what came after the last checkpoint', async () => {
    const { ground, kills } = await killAtRandom(training, 10, 20261124)
    using _ = ground
    expect(new Set(kills.map(({ way }) => way))).toEqual(new Set(WAYS))
    expect(ground.model).toBe(modelOf(training, sha))
    expect(kills.filter(lostMore)).toEqual([])
    expect(ground.starts).toHaveLength(kills.length + 1)
    const [record] = ground.records
    expect(ground.records).toHaveLength(1)
    const ends = record?.starts?.map(({ ended }) => ended) ?? []
    expect(ends).toHaveLength(kills.length + 1)
    expect(ends.at(-1)).toBe('done')
    for (const [index, { way }] of kills.entries())
      expect(ENDS[way], `${way}: ${index}`).toContain(ends[index])
    expect(ground.checkpoints).toEqual([])
  })

  /** Whether more was lost than what was not stored yet, an interval, and what is made until the kill is felt. */
  function lostMore({ stored, behind, reached, resumed }: Kill): boolean {
    return resumed < stored || reached - resumed > behind + 2 * training.interval
  }
})

describe('a training that needs four times as long as a job may take', { timeout: 300_000 }, () => {
  it('ends by hand-overs, each at a checkpoint, with one record that tells them', async () => {
    const training = { steps: 120, interval: 10, stepMs: 20 }
    using ground = new TrainingGround(training)
    const stored = [0]
    for (;;) {
      const { status, said } = await ground.start('--limit-minutes', String(0.6 / 60)).ended
      if (status === 0) break
      // On a machine that is busy a job may be over before there is a checkpoint: then the next one starts as this one did.
      expect(said).toMatch(/pipeline\/(?:handed-over|hand-over-impossible)/)
      stored.push(ground.stored)
      expect(stored.length).toBeLessThan(50)
      ground.newMachine()
    }
    expect(stored.length).toBeGreaterThan(3)
    // Every start went on from what was stored when the job before it ended.
    expect(ground.starts.filter((step) => !stored.includes(step))).toEqual([])
    expect(ground.starts).toEqual(ground.starts.toSorted((a, b) => a - b))
    expect(ground.model).toBe(modelOf(training, sha))
    expect(ground.records).toHaveLength(1)
    const ends = ground.records[0]?.starts?.map(({ ended }) => ended) ?? []
    expect(ends.length).toBeGreaterThan(3)
    expect(ends).toEqual([...ends.slice(1).map(() => 'handed-over'), 'done'])
  })
})
