import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Checkpoint, CheckpointRule, Output } from '@slipway/core'
import { type FinishedCheckpoint, finishedAt, isNewer, newestFinished } from './finished-checkpoint.ts'

export interface StreamOptions {
  /** Root of the workspace, absolute. */
  readonly root: string
  readonly rule: CheckpointRule
  /** The checkpoint that was restored: it is on the shelf. */
  readonly known: string | undefined
  /** @param path relative to the root */
  take(path: string): Promise<Output>
  keep(name: string, output: Output): Promise<Checkpoint>
  share(checkpoint: Checkpoint, signal: AbortSignal): Promise<Checkpoint>
  /** Hears once that checkpoints cannot be stored, and once that they can again. */
  trouble(error: unknown): void
  recovered(): void
  readonly pollMs?: number
}

const POLL_MS = 1_000
/** What stays the same for so long is finished, whatever its name says. */
const SETTLE_MS = 40
/** For what this machine's own disk has in hand. */
const PATIENCE_MS = 500
const LONGEST_RETRY_MS = 60_000

/**
 * Brings finished checkpoints to the shelf while a stage runs. Where they come faster than they can be stored, only the
 * newest counts. Nothing that fails here ends the stage: it is told once and tried again.
 */
export class CheckpointStream {
  readonly #options: StreamOptions
  readonly #folder: string
  readonly #abort = new AbortController()
  #last: FinishedCheckpoint | undefined
  /** On this machine's shelf, and not yet where others find it. */
  #waiting: Checkpoint | undefined
  #stored: Checkpoint | undefined
  #failures = 0
  #retryAt = 0
  #finishing = false
  #looping: Promise<void> = Promise.resolve()
  #wake: () => void = () => {}
  #watcher: FSWatcher | undefined
  readonly #times: number[] = []
  #slowestMs = 0

  constructor(options: StreamOptions) {
    this.#options = options
    this.#folder = join(options.root, options.rule.path)
    if (options.known !== undefined) this.#last = finishedAt(this.#folder, options.known, options.rule)
  }

  /** The newest one that others find; undefined while there is none of this start. */
  get stored(): Checkpoint | undefined {
    return this.#stored
  }

  /** The newest one that this machine has. */
  get newest(): Checkpoint | undefined {
    return this.#waiting ?? this.#stored
  }

  /** The longest time between two checkpoints, and for storing one, as far as this start has seen. */
  get pace(): { readonly intervalMs: number; readonly storeMs: number } {
    const gaps = this.#times.slice(1).map((time, index) => time - (this.#times[index] ?? time))
    return { intervalMs: Math.max(0, ...gaps.slice(-5)), storeMs: this.#slowestMs }
  }

  start(): void {
    this.#times.push(performance.now())
    try {
      // Only a hint to look sooner: on some file systems nothing is heard.
      this.#watcher = watch(this.#folder, { persistent: false }, (event) => {
        if (event === 'rename') this.#wake()
      })
      this.#watcher.on('error', () => {})
    } catch {
      // Then the folder is looked at from time to time.
    }
    this.#looping = this.#loop()
  }

  /** Ends without waiting for the store: what is on its way there is not recorded any more. */
  async stop(): Promise<void> {
    this.#finishing = true
    this.#abort.abort(new Error('the stage has ended'))
    this.#watcher?.close()
    this.#wake()
    await Promise.race([this.#looping, delay(PATIENCE_MS, undefined, { ref: false })])
  }

  /** Stores what the ended stage left finished, trying again until the time is over; true when all is stored. */
  async finish(limitMs: number): Promise<boolean> {
    this.#finishing = true
    this.#wake()
    let timer: NodeJS.Timeout | undefined
    const over = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), limitMs)
    })
    const whole = await Promise.race([over, this.#drain(performance.now() + limitMs)])
    clearTimeout(timer)
    await this.stop()
    return whole
  }

  async #drain(deadline: number): Promise<boolean> {
    await this.#looping
    while (performance.now() < deadline && !this.#abort.signal.aborted) {
      await this.#turn(true)
      if (this.#failures === 0) return true
      await this.#sleep(Math.min(this.#retryAt - performance.now(), 1_000))
    }
    return false
  }

  async #loop(): Promise<void> {
    while (!this.#finishing) {
      await this.#turn(false)
      if (!this.#finishing) await this.#sleep(this.#options.pollMs ?? POLL_MS)
    }
  }

  /** @param quiet nobody writes any more */
  async #turn(quiet: boolean): Promise<void> {
    try {
      const found = newestFinished(this.#folder, this.#options.rule)
      if (found && (!this.#last || isNewer(found, this.#last))) await this.#take(found, quiet)
      if (this.#waiting && (quiet || performance.now() >= this.#retryAt)) await this.#share(this.#waiting)
      if (this.#failures > 0 && !this.#waiting) this.#succeed()
    } catch (error) {
      if (this.#abort.signal.aborted) return
      if (this.#failures === 0) this.#options.trouble(error)
      this.#retryAt = performance.now() + Math.min(LONGEST_RETRY_MS, 250 * 2 ** this.#failures)
      this.#failures++
    }
  }

  async #take(found: FinishedCheckpoint, quiet: boolean): Promise<void> {
    if (!quiet) await delay(SETTLE_MS)
    if (!this.#isStill(found)) return
    const output = await this.#options.take(`${this.#options.rule.path}/${found.name}`).catch((error) => {
      // A stage may remove a checkpoint, or write on, while it is read: then it is none.
      if (this.#isStill(found)) throw error
      return undefined
    })
    if (output === undefined || !this.#isStill(found) || this.#abort.signal.aborted) return
    this.#waiting = await this.#options.keep(found.name, output)
    this.#last = found
    this.#times.push(performance.now())
  }

  #isStill({ name, stamp }: FinishedCheckpoint): boolean {
    return finishedAt(this.#folder, name, this.#options.rule)?.stamp === stamp
  }

  async #share(waiting: Checkpoint): Promise<void> {
    const began = performance.now()
    this.#stored = await this.#options.share(waiting, this.#abort.signal)
    this.#waiting = undefined
    this.#slowestMs = Math.max(this.#slowestMs, performance.now() - began)
    if (this.#failures > 0) this.#succeed()
  }

  #succeed(): void {
    this.#failures = 0
    this.#retryAt = 0
    this.#options.recovered()
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, ms))
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
