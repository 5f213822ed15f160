import { setImmediate } from 'node:timers/promises'

/** Long enough to cost nothing, short enough for a progress line and for Ctrl-C. */
const BREATH_MS = 50

/** Lets the event loop run now and then between many synchronous calls, which would keep out even an interruption. */
export class Pacer {
  readonly #signal: AbortSignal | undefined
  #last = performance.now()

  constructor(signal?: AbortSignal) {
    this.#signal = signal
  }

  /** @throws the signal's reason once it is aborted */
  async pace(): Promise<void> {
    const now = performance.now()
    if (now - this.#last < BREATH_MS) return
    this.#last = now
    await setImmediate()
    this.#signal?.throwIfAborted()
  }
}
