import type { StopRule } from '@slipway/core'
import type { EarlyStop } from './executor.ts'
import type { StopFile } from './hand-over.ts'

/** What is done for a rule that wants a stage to end early: the stop file appears at once, SIGTERM comes when it may. */
export class EarlyStopOrder implements EarlyStop {
  readonly asked: AbortSignal
  readonly #by: StopRule['by']
  readonly #terminate = new AbortController()

  constructor({ by }: StopRule, asked: AbortSignal, file: StopFile) {
    this.#by = by
    this.asked = asked
    asked.addEventListener('abort', () => file.raise('early-stop'), { once: true })
  }

  get terminate(): AbortSignal {
    return this.#terminate.signal
  }

  /** Lets the command have its signal, where the rule says that it gets one. */
  mayTerminate(): void {
    if (this.asked.aborted && this.#by === 'signal') this.#terminate.abort(new Error('stopped early'))
  }
}
