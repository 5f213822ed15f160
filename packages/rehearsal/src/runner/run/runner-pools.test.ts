import { describe, expect, it } from 'vitest'
import { Cancelled } from './cancelled.ts'
import { RunnerPools } from './runner-pools.ts'

const never = new AbortController().signal
const asks = (...labels: string[]) => ({ labels, group: undefined })

describe('RunnerPools', () => {
  it('serves a job whose labels are among those of a pool, whatever their case', () => {
    const pools = new RunnerPools([{ name: 'gpu', labels: ['self-hosted', 'Linux', 'gpu'], slots: 1 }])
    expect(pools.canServe(asks('Self-Hosted', 'GPU'))).toBe(true)
    expect(pools.canServe(asks('self-hosted', 'tpu'))).toBe(false)
    expect(pools.canServe({ labels: [], group: 'GPU' })).toBe(true)
    expect(pools.canServe({ labels: ['gpu'], group: 'other' })).toBe(false)
  })

  it('gives free machines in the order of asking, and lets a job pass that waits for another pool', async () => {
    const pools = new RunnerPools([
      { name: 'a', labels: ['a'], slots: 1 },
      { name: 'b', labels: ['b'], slots: 1 },
    ])
    const first = await pools.acquire(asks('a'), never)
    const order: string[] = []
    const ask = async (name: string) => {
      const slot = await pools.acquire(asks('a'), never)
      order.push(name)
      return slot
    }
    const second = ask('second')
    const third = ask('third')
    expect((await pools.acquire(asks('b'), never)).runnerName).toBe('b-1')
    first.release()
    ;(await second).release()
    await third
    expect(order).toEqual(['second', 'third'])
  })

  it('forgets a job that was cancelled while it waited', async () => {
    const pools = new RunnerPools([{ name: 'a', labels: ['a'], slots: 1 }])
    const first = await pools.acquire(asks('a'), never)
    const control = new AbortController()
    const second = pools.acquire(asks('a'), control.signal)
    const third = pools.acquire(asks('a'), never)
    control.abort(new Cancelled('stop'))
    await expect(second).rejects.toThrow('stop')
    first.release()
    await third
  })

  it('does not let a late cancellation take a machine from somebody else', async () => {
    const pools = new RunnerPools([{ name: 'a', labels: ['a'], slots: 1 }])
    const control = new AbortController()
    const first = await pools.acquire(asks('a'), control.signal)
    const second = pools.acquire(asks('a'), never)
    control.abort(new Cancelled('late'))
    first.release()
    expect((await second).runnerName).toBe('a-1')
  })

  it('refuses pools without slots, and two of one name', () => {
    const one = { name: 'a', labels: [], slots: 1 }
    expect(() => new RunnerPools([{ ...one, slots: 0 }])).toThrow(
      expect.objectContaining({ code: 'runner/pool-invalid' }),
    )
    expect(() => new RunnerPools([one, one])).toThrow(
      expect.objectContaining({ code: 'runner/pool-invalid' }),
    )
  })
})
