import { setTimeout as delay } from 'node:timers/promises'
import type { Runner, RunOptions, Tensor } from '@slipway/onnx'
import { serveError } from '../error.ts'

const FIRST_DELAY_MS = 100
const MAX_DELAY_MS = 10_000

/** What the supervisor needs of a runner; the real one is a process. */
export type SupervisedRunner = Pick<Runner, 'run' | 'ended' | 'close'>

export interface SupervisorOptions {
  /** Starts a runner with the verified file. Called again for every replacement. */
  readonly open: (signal: AbortSignal) => Promise<SupervisedRunner>
  readonly log: (line: string) => void
}

/**
 * Keeps one runner alive. One that dies is replaced at once, and when that one dies too without having answered anything,
 * after a pause that doubles; a run that comes meanwhile waits for the replacement.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #closing = new AbortController()
  #runner: Promise<SupervisedRunner>
  #up = true
  #deaths = 0

  private constructor(options: SupervisorOptions, runner: SupervisedRunner) {
    this.#options = options
    this.#runner = Promise.resolve(runner)
    this.#watch(runner)
  }

  /** @throws what `open` throws: the first start is not tried again */
  static async start(options: SupervisorOptions, signal: AbortSignal): Promise<Supervisor> {
    return new Supervisor(options, await options.open(signal))
  }

  /** Whether there is a runner at this moment. */
  get up(): boolean {
    return this.#up
  }

  /** @throws onnx/run-failed, onnx/run-timeout, onnx/runner-died; serve/model-not-ready when closed */
  async run(inputs: readonly Tensor[], options: RunOptions): Promise<readonly Tensor[]> {
    const runner = await this.#runner
    const tensors = await runner.run(inputs, options)
    this.#deaths = 0
    return tensors
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const runner = await this.#runner.catch(() => undefined)
    await runner?.close()
  }

  #watch(runner: SupervisedRunner): void {
    void runner.ended.then((reason) => {
      if (this.#closing.signal.aborted) return
      this.#up = false
      this.#options.log(reason?.message ?? 'a runner ended')
      this.#runner = this.#replace()
      // Whoever runs next learns of a failure; here it only must not be unhandled.
      this.#runner.catch(() => {})
    })
  }

  async #replace(): Promise<SupervisedRunner> {
    const { signal } = this.#closing
    for (;;) {
      const pauseMs =
        this.#deaths === 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (this.#deaths - 1))
      this.#deaths += 1
      try {
        await delay(pauseMs, undefined, { signal })
        const runner = await this.#options.open(signal)
        this.#up = true
        this.#watch(runner)
        return runner
      } catch (error) {
        if (signal.aborted)
          throw serveError('serve/model-not-ready', 'Cannot run the model: it is being taken down')
        this.#options.log(error instanceof Error ? error.message : String(error))
      }
    }
  }
}
