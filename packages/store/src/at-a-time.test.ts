import { describe, expect, it } from 'vitest'
import { atATime } from './at-a-time.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('atATime()', () => {
  it.each([1, 3, 16])('does everything once, and never more than %i at a time', async (places) => {
    const done: number[] = []
    let under = 0
    let most = 0
    await atATime(places, [1, 2, 3, 4, 5, 6, 7, 8], async (item) => {
      most = Math.max(most, ++under)
      await turn()
      under--
      done.push(item)
    })
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(most).toBe(Math.min(places, 8))
  })

  it('throws the failure of the earliest item, whichever comes first', async () => {
    const work = async (item: number) => {
      if (item === 1) await turn()
      throw new Error(`of ${item}`)
    }
    await expect(atATime(4, [1, 2, 3], work)).rejects.toThrow('of 1')
  })

  it.each([1, 3])('begins nothing after a failure, and ends what has begun (%i)', async (places) => {
    const begun: number[] = []
    let under = 0
    const work = async (item: number) => {
      begun.push(item)
      under++
      await turn()
      under--
      if (item === 1) throw new Error('first')
      await turn()
    }
    await expect(atATime(places, [1, 2, 3, 4, 5, 6, 7, 8], work)).rejects.toThrow('first')
    expect([under, begun.length <= places + 1]).toEqual([0, true])
  })
})
