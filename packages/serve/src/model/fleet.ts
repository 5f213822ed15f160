import { SlipwayError } from '@slipway/core'
import type { DesiredState } from './desired-model.ts'
import { ModelSlot, type SlotPorts } from './model-slot.ts'
import type { ModelStatus } from './model-status.ts'
import type { ServedModel } from './served-model.ts'

/** All models of one server: makes what is true follow what is desired, and is the table that requests are routed by. */
export class Fleet {
  readonly #ports: SlotPorts
  readonly #slots = new Map<string, ModelSlot>()
  readonly #leaving = new Set<Promise<void>>()
  #asked = false
  #problem = ''

  constructor(ports: SlotPorts) {
    this.#ports = ports
  }

  /** The version that answers for a model now; undefined where there is none. */
  get(name: string): ServedModel | undefined {
    return this.#slots.get(name)?.current
  }

  /** Whether the name is one that should be served, ready or not. */
  knows(name: string): boolean {
    return this.#slots.has(name)
  }

  /** Every model that should be served answers, in whatever version. */
  get ready(): boolean {
    return this.#asked && [...this.#slots.values()].every((slot) => slot.current?.ready === true)
  }

  /** Why the desired state could not be read the last time; "" otherwise. */
  get problem(): string {
    return this.#problem
  }

  statuses(): readonly ModelStatus[] {
    return [...this.#slots.values()].flatMap((slot) => slot.statuses())
  }

  /**
   * Starts what it takes to serve this state. Resolves when every load of it has ended, well or not; need not be awaited:
   * a later state overtakes loads that are still under way.
   */
  async want(state: DesiredState): Promise<void> {
    this.#asked = true
    this.#problem = ''
    const named = new Set([...state.models, ...state.unsettled].map(({ name }) => name))
    for (const [name, slot] of this.#slots) {
      if (named.has(name)) continue
      this.#slots.delete(name)
      this.#track(slot.close())
    }
    for (const { name, problem } of state.unsettled) this.#slot(name).complain(problem)
    await Promise.all(state.models.map((model) => this.#slot(model.name).want(model)))
  }

  /** The desired state could not be read: what serves goes on. */
  complain(error: unknown): void {
    const problem = error instanceof SlipwayError ? error.message : String(error)
    if (problem !== this.#problem) this.#ports.log(`${problem}; what serves goes on`)
    this.#problem = problem
  }

  /** Lets every model answer what it has, then ends their processes. */
  async close(): Promise<void> {
    for (const slot of this.#slots.values()) this.#track(slot.close())
    this.#slots.clear()
    await Promise.all(this.#leaving)
  }

  #slot(name: string): ModelSlot {
    const slot = this.#slots.get(name) ?? new ModelSlot(name, this.#ports)
    this.#slots.set(name, slot)
    return slot
  }

  #track(leaving: Promise<void>): void {
    this.#leaving.add(leaving)
    void leaving.finally(() => this.#leaving.delete(leaving))
  }
}
