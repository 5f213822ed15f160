import { SlipwayError } from '@slipway/core'
import type { Tensor } from '@slipway/onnx'
import { describe, expect, it, vi } from 'vitest'
import { BatchQueue, type QueueOptions } from './batch-queue.ts'

const x = (...rows: number[]): readonly Tensor[] => [
  { name: 'x', datatype: 'FP32', shape: [rows.length, 1], data: Float32Array.from(rows) },
]
const valuesOf = (tensors: readonly Tensor[]) => Array.from(tensors[0]?.data as Float32Array)
const failure = new SlipwayError('onnx/run-failed', 'external', 'no')

/** A model y = -x that answers when it is told to, and remembers the rows of every run. */
function heldModel(
  options: Partial<QueueOptions> = {},
  fails: (rows: readonly number[]) => boolean = () => false,
) {
  const runs: number[][] = []
  const waiting: (() => void)[] = []
  const queue = new BatchQueue({
    batching: true,
    batchRows: 4,
    queueRows: 8,
    execute: async (inputs) => {
      const rows = valuesOf(inputs)
      runs.push(rows)
      await new Promise<void>((resolve) => waiting.push(resolve))
      if (fails(rows)) throw failure
      return [
        { name: 'y', datatype: 'FP32', shape: [rows.length, 1], data: Float32Array.from(rows, (v) => -v) },
      ]
    },
    ...options,
  })
  const release = async () => {
    waiting.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const releaseAll = async () => {
    while (waiting.length > 0) await release()
  }
  const submit = (...rows: number[]) => queue.submit(x(...rows), ['y'], 60_000)
  return { queue, runs, release, releaseAll, submit }
}

describe('BatchQueue', () => {
  it('runs a request at once when nothing runs, and then together what came meanwhile', async () => {
    const { runs, submit, releaseAll } = heldModel()
    const tickets = [submit(1), submit(2), submit(3, 4), submit(5), submit(6)]
    expect(runs).toEqual([[1]])
    await releaseAll()
    expect(runs).toEqual([[1], [2, 3, 4, 5], [6]])
    expect(await Promise.all(tickets.map(async ({ result }) => valuesOf(await result)))).toEqual([
      [-1],
      [-2],
      [-3, -4],
      [-5],
      [-6],
    ])
  })

  it('gives every caller its own rows, whatever the sizes', async () => {
    const { submit, releaseAll } = heldModel({ batchRows: 7, queueRows: 10_000 })
    const sizes = Array.from({ length: 200 }, (_, i) => (i * 7919) % 5)
    const tickets = sizes.map((size, i) => submit(...Array.from({ length: size }, (_, j) => i * 10 + j)))
    await releaseAll()
    for (const [i, ticket] of tickets.entries()) {
      const want = Array.from({ length: sizes[i] ?? 0 }, (_, j) => -(i * 10 + j) || 0)
      expect(valuesOf(await ticket.result).map((v) => Number(v) || 0)).toEqual(want)
    }
  })

  it('runs each request alone where rows must not be mixed', async () => {
    const { runs, submit, releaseAll } = heldModel({ batching: false })
    const tickets = [submit(1), submit(2), submit(3)]
    await releaseAll()
    expect(runs).toEqual([[1], [2], [3]])
    expect(valuesOf(await (tickets[2] as (typeof tickets)[0]).result)).toEqual([-3])
  })

  it('does not mix requests of other shapes or other outputs, and keeps their order', async () => {
    const { queue, runs, submit, releaseAll } = heldModel()
    submit(1)
    submit(2)
    void queue.submit(x(3), ['z'], 60_000)
    submit(4)
    await releaseAll()
    expect(runs).toEqual([[1], [2], [3], [4]])
  })

  it('sends a request away when too many rows wait, whatever runs, and takes it later', async () => {
    const { submit, releaseAll } = heldModel({ queueRows: 3 })
    submit(0, 0, 0, 0, 0)
    submit(1, 2)
    expect(() => submit(3, 4)).toThrow(expect.objectContaining({ code: 'serve/queue-full' }))
    submit(3)
    expect(() => submit()).toThrow(expect.objectContaining({ code: 'serve/queue-full' }))
    await releaseAll()
    const ticket = submit(3, 4)
    await releaseAll()
    expect(valuesOf(await ticket.result)).toEqual([-3, -4])
  })

  it('takes a request that is larger than the whole queue when nothing waits', async () => {
    const { submit, releaseAll } = heldModel({ queueRows: 3, batchRows: 2 })
    submit(0)
    const ticket = submit(1, 2, 3, 4, 5)
    await releaseAll()
    expect(valuesOf(await ticket.result)).toHaveLength(5)
  })

  it('keeps the deadline of a request that waits and of one that runs, whatever the runner does', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { queue, runs, releaseAll, submit } = heldModel()
      const running = queue.submit(x(1), ['y'], 100).result
      const waits = queue.submit(x(2), ['y'], 50).result
      const patient = submit(3).result
      const late = expect.objectContaining({ code: 'serve/deadline-passed' })
      const failures = Promise.all([
        expect(running).rejects.toEqual(late),
        expect(waits).rejects.toEqual(late),
      ])
      vi.advanceTimersByTime(100)
      await failures
      await releaseAll()
      expect(valuesOf(await patient)).toEqual([-3])
      expect(runs).toEqual([[1], [3]])
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('drops a request whose client went away while it waited', async () => {
    const { runs, submit, releaseAll } = heldModel()
    submit(1)
    const gone = submit(2)
    const stays = submit(3)
    gone.cancel()
    await expect(gone.result).rejects.toMatchObject({ code: 'serve/client-gone' })
    await releaseAll()
    expect(runs).toEqual([[1], [3]])
    stays.cancel()
    expect(valuesOf(await stays.result)).toEqual([-3])
  })

  it('tries the requests of a batch that failed one by one, so that only the culprit fails', async () => {
    const { runs, submit, releaseAll } = heldModel({}, (rows) => rows.includes(13))
    const first = submit(1)
    const tickets = [submit(2), submit(13), submit(4)]
    const outcomes = Promise.allSettled(tickets.map(({ result }) => result))
    await releaseAll()
    expect(runs).toEqual([[1], [2, 13, 4], [2], [13], [4]])
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(valuesOf(await first.result)).toEqual([-1])
    const alone = submit(13)
    const outcome = expect(alone.result).rejects.toBe(failure)
    await releaseAll()
    await outcome
    expect(runs).toHaveLength(6)
  })

  it('tries them one by one, too, when the answer does not have the rows that went in', async () => {
    const queue = new BatchQueue({
      batching: true,
      batchRows: 4,
      queueRows: 8,
      execute: async () => [{ name: 'y', datatype: 'FP32', shape: [1, 1], data: Float32Array.of(7) }],
    })
    const results = [1, 2, 3].map((row) => queue.submit(x(row), ['y'], 60_000).result)
    expect((await Promise.all(results)).map(valuesOf)).toEqual([[7], [7], [7]])
  })

  it('is drained when nothing waits and nothing runs', async () => {
    const { queue, submit, release } = heldModel()
    await queue.drain()
    submit(1)
    submit(2)
    const drained = vi.fn()
    const drain = queue.drain().then(drained)
    await release()
    expect(drained).not.toHaveBeenCalled()
    await release()
    await drain
  })
})
