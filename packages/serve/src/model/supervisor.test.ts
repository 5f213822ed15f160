import { SlipwayError } from '@slipway/core'
import type { Tensor } from '@slipway/onnx'
import { expect, it } from 'vitest'
import { type SupervisedRunner, Supervisor } from './supervisor.ts'

const RUN = { outputs: ['y'], timeoutMs: 1000 }
const died = new SlipwayError('onnx/runner-died', 'external', 'died')

/** Answers with its number; dies when told to. */
class FakeRunner implements SupervisedRunner {
  readonly #gone = Promise.withResolvers<SlipwayError | undefined>()
  readonly ended = this.#gone.promise
  readonly number: number
  closed = false

  constructor(number: number) {
    this.number = number
  }

  async run(): Promise<readonly Tensor[]> {
    return [{ name: 'y', datatype: 'INT32', shape: [1], data: Int32Array.of(this.number) }]
  }

  die(): void {
    this.#gone.resolve(died)
  }

  async close(): Promise<void> {
    this.closed = true
    this.#gone.resolve(undefined)
  }
}

async function supervise(opening: (count: number) => Promise<void> = async () => {}) {
  const runners: FakeRunner[] = []
  const log: string[] = []
  let count = 0
  const open = async () => {
    await opening(++count)
    const runner = new FakeRunner(count)
    runners.push(runner)
    return runner
  }
  const supervisor = await Supervisor.start(
    { open, log: (line) => log.push(line) },
    new AbortController().signal,
  )
  const answer = async () => (await supervisor.run([], RUN))[0]?.data[0]
  return { supervisor, runners, log, answer }
}

it('Supervisor replaces a runner that died; what is asked meanwhile waits for the new one', async () => {
  const gate = Promise.withResolvers<void>()
  const { supervisor, runners, answer, log } = await supervise((count) =>
    count === 2 ? gate.promise : Promise.resolve(),
  )
  expect([await answer(), supervisor.up]).toEqual([1, true])
  runners[0]?.die()
  await Promise.resolve()
  const waits = answer()
  expect(supervisor.up).toBe(false)
  gate.resolve()
  expect([await waits, supervisor.up]).toEqual([2, true])
  expect(log).toEqual(['died'])
  await supervisor.close()
})

it('Supervisor goes on when a replacement cannot be started', async () => {
  const { supervisor, runners, answer, log } = await supervise(async (count) => {
    if (count === 2) throw new Error('no memory')
  })
  runners[0]?.die()
  await Promise.resolve()
  expect(await answer()).toBe(3)
  expect(log).toEqual(['died', 'no memory'])
  await supervisor.close()
})

it('Supervisor fails its first start for good', async () => {
  await expect(supervise(() => Promise.reject(died))).rejects.toBe(died)
})

it('Supervisor that is closed starts nothing more, and fails who still waits', async () => {
  const { supervisor, runners, answer } = await supervise((count) =>
    count > 1 ? Promise.reject(died) : Promise.resolve(),
  )
  runners[0]?.die()
  await Promise.resolve()
  const waits = expect(answer()).rejects.toMatchObject({ code: 'serve/model-not-ready' })
  await supervisor.close()
  await waits
  const other = await supervise()
  await other.supervisor.close()
  expect(other.runners.map(({ closed }) => closed)).toEqual([true])
})
