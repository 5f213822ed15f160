import type { DesiredSource } from '../model/desired-model.ts'
import type { Fleet } from '../model/fleet.ts'

/** Asks the source again and again, and passes on what it says. */
export class Follower {
  readonly #source: DesiredSource
  readonly #fleet: Fleet
  readonly #stopping = new AbortController()
  #timer: NodeJS.Timeout | undefined
  /** One question at a time: the answer to an older one must not come last. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(source: DesiredSource, fleet: Fleet) {
    this.#source = source
    this.#fleet = fleet
  }

  /** Asks every so often from now on; a load that takes longer than that does not hold up the next question. */
  start(pollMs: number): void {
    if (this.#stopping.signal.aborted) return
    this.#timer = setTimeout(async () => {
      await this.#read()
      this.start(pollMs)
    }, pollMs)
  }

  /** Asks once; resolves when what was desired serves, or failed. Never rejects. */
  async poll(): Promise<void> {
    await (await this.#read()).loads
  }

  stop(): void {
    this.#stopping.abort()
    clearTimeout(this.#timer)
  }

  #read(): Promise<{ loads: Promise<void> }> {
    const turn = this.#turn.then(() => this.#ask())
    this.#turn = turn
    return turn
  }

  async #ask(): Promise<{ loads: Promise<void> }> {
    const { signal } = this.#stopping
    try {
      const state = await this.#source.read(signal)
      if (!signal.aborted) return { loads: this.#fleet.want(state) }
    } catch (error) {
      if (!signal.aborted) this.#fleet.complain(error)
    }
    return { loads: Promise.resolve() }
  }
}
