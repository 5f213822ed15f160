import { SlipwayError, shortOf } from '@slipway/core'
import { type DesiredModel, identityOf } from './desired-model.ts'
import { type LoadPorts, loadModel } from './load-model.ts'
import type { ModelState, ModelStatus } from './model-status.ts'
import type { ServedModel } from './served-model.ts'

/** A load that failed is tried again, at first soon, then every five minutes. */
const FIRST_RETRY_MS = 5000
const MAX_RETRY_MS = 300_000

export interface SlotPorts extends Omit<LoadPorts, 'warming'> {
  /** Milliseconds, from any start. */
  readonly clock: () => number
}

interface Candidate {
  readonly desired: DesiredModel
  readonly identity: string
  readonly abort: AbortController
  readonly done: Promise<void>
  state: 'LOADING' | 'WARMING'
}

interface Failure {
  readonly desired: DesiredModel
  readonly identity: string
  readonly reason: string
  readonly attempts: number
  readonly retryAt: number
}

/**
 * The place of one model: the version that serves, the one that is coming up, those that finish. A new version takes
 * over in one assignment, between two requests; one that fails never gets that far.
 */
export class ModelSlot {
  readonly #name: string
  readonly #ports: SlotPorts
  readonly #retiring = new Map<ServedModel, Promise<void>>()
  #current: ServedModel | undefined
  #candidate: Candidate | undefined
  #failure: Failure | undefined
  /** Why it is not known what should be served; "" where it is. */
  #problem = ''
  #closed = false

  constructor(name: string, ports: SlotPorts) {
    this.#name = name
    this.#ports = ports
  }

  get current(): ServedModel | undefined {
    return this.#current
  }

  statuses(): readonly ModelStatus[] {
    const statuses: ModelStatus[] = []
    const add = (desired: DesiredModel, state: ModelState, reason = '') => {
      const { name, version, digest, stage } = desired
      statuses.push({ name, version, digest, stage, state, reason })
    }
    if (this.#current?.ready) add(this.#current.desired, 'READY')
    else if (this.#current)
      add(this.#current.desired, 'UNAVAILABLE', 'its process ended and is being replaced')
    if (this.#candidate) add(this.#candidate.desired, this.#candidate.state)
    if (this.#failure) add(this.#failure.desired, 'UNAVAILABLE', this.#failure.reason)
    for (const model of this.#retiring.keys()) add(model.desired, 'DRAINING')
    if (this.#problem !== '') {
      const nothing = { version: '', digest: null, stage: '' }
      statuses.push({ name: this.#name, ...nothing, state: 'UNAVAILABLE', reason: this.#problem })
    }
    return statuses
  }

  /** It cannot be said what should be served: what serves, and what is coming up, goes on. */
  complain(problem: string): void {
    const still = this.#current ? `; ${this.#current.desired.version} goes on serving` : ''
    if (problem !== this.#problem) this.#ports.log(`${this.#name}: ${problem}${still}`)
    this.#problem = problem
  }

  /** Makes this version the one that serves; resolves when that is so, or failed, or was overtaken. Never rejects. */
  async want(desired: DesiredModel): Promise<void> {
    const identity = identityOf(desired)
    if (this.#closed) return
    this.#problem = ''
    if (this.#candidate?.identity === identity) return this.#candidate.done
    this.#candidate?.abort.abort()
    this.#candidate = undefined
    if (this.#current && identityOf(this.#current.desired) === identity) {
      this.#failure = undefined
      return
    }
    if (this.#failure?.identity !== identity) this.#failure = undefined
    else if (this.#ports.clock() < this.#failure.retryAt) return
    const abort = new AbortController()
    const candidate: Candidate = {
      desired,
      identity,
      abort,
      state: 'LOADING',
      done: Promise.resolve().then(() => this.#load(candidate)),
    }
    this.#candidate = candidate
    await candidate.done
  }

  /** Stops what is coming up, lets the rest finish. */
  async close(): Promise<void> {
    this.#closed = true
    this.#candidate?.abort.abort()
    await this.#candidate?.done
    if (this.#current) this.#retire(this.#current)
    this.#current = undefined
    await Promise.all(this.#retiring.values())
  }

  async #load(candidate: Candidate): Promise<void> {
    const { desired, abort } = candidate
    const warming = () => {
      candidate.state = 'WARMING'
    }
    try {
      const next = await loadModel(desired, { ...this.#ports, warming }, abort.signal)
      if (abort.signal.aborted) return await next.retire()
      const before = this.#current
      this.#current = next
      this.#failure = undefined
      this.#candidate = undefined
      this.#log(desired, `serving ${shortOf(desired.digest)}`)
      if (before) this.#retire(before)
    } catch (error) {
      if (abort.signal.aborted) return
      this.#candidate = undefined
      this.#fail(candidate, error)
    }
  }

  #fail({ desired, identity }: Candidate, error: unknown): void {
    const attempts = (this.#failure?.attempts ?? 0) + 1
    const reason = error instanceof SlipwayError ? error.message : String(error)
    const pauseMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1))
    this.#failure = { desired, identity, reason, attempts, retryAt: this.#ports.clock() + pauseMs }
    const still = this.#current ? `; ${this.#current.desired.version} goes on serving` : ''
    this.#log(desired, `not served: ${reason}${still}`)
  }

  #retire(model: ServedModel): void {
    const gone = model.retire().finally(() => {
      this.#retiring.delete(model)
      this.#log(model.desired, 'gone')
    })
    this.#retiring.set(model, gone)
  }

  #log(desired: DesiredModel, line: string): void {
    this.#ports.log(`${desired.name} ${desired.version}: ${line}`)
  }
}
