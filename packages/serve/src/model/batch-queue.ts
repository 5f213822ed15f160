import { SlipwayError } from '@slipway/core'
import type { Tensor } from '@slipway/onnx'
import { serveError } from '../error.ts'
import { batchKeyOf, rowsOf, splitRows, stackRows } from './batching.ts'

export type Execute = (inputs: readonly Tensor[], outputs: readonly string[]) => Promise<readonly Tensor[]>

export interface QueueOptions {
  /** Runs the model once. Called again only when it has settled. */
  readonly execute: Execute
  /** Whether rows of different requests may share a run. */
  readonly batching: boolean
  readonly batchRows: number
  readonly queueRows: number
}

/** What waits for its turn, or for the run it is in. */
export interface Ticket {
  readonly result: Promise<readonly Tensor[]>
  /** The client went away: a request that still waits is dropped. */
  cancel(): void
}

interface Entry {
  readonly inputs: readonly Tensor[]
  readonly outputs: readonly string[]
  readonly rows: number
  /** Undefined for a request that runs alone. */
  key: string | undefined
  /** Answered, or given up. */
  settled: boolean
  settle(outcome: readonly Tensor[] | SlipwayError): void
}

/**
 * The line in front of one model. A run takes as many waiting rows as fit, without ever waiting for more: at rest a
 * request goes at once, under load batches grow by themselves. Bounded by rows, and every request has a deadline that
 * holds whatever the runner does.
 */
export class BatchQueue {
  readonly #options: QueueOptions
  readonly #waiting: Entry[] = []
  #waitingRows = 0
  #running = false
  #drained: (() => void)[] = []

  constructor(options: QueueOptions) {
    this.#options = options
  }

  /**
   * @throws serve/queue-full at once
   * The ticket's result fails with serve/deadline-passed, serve/client-gone, or what the run failed with.
   */
  submit(inputs: readonly Tensor[], outputs: readonly string[], deadlineMs: number): Ticket {
    const rows = this.#options.batching ? rowsOf(inputs) : undefined
    const key = rows === undefined ? undefined : batchKeyOf(inputs, outputs)
    const { promise, resolve, reject } = Promise.withResolvers<readonly Tensor[]>()
    const entry: Entry = {
      inputs,
      outputs,
      rows: rows ?? 1,
      key,
      settled: false,
      settle: (outcome) => {
        if (entry.settled) return
        entry.settled = true
        clearTimeout(timer)
        if (outcome instanceof SlipwayError) reject(outcome)
        else resolve(outcome)
      },
    }
    if (this.#waiting.length > 0 && this.#waitingRows + weightOf(entry) > this.#options.queueRows) {
      throw serveError(
        'serve/queue-full',
        `Cannot take the request: ${this.#waitingRows} rows wait already; expected at most ${this.#options.queueRows}`,
      )
    }
    const timer = setTimeout(() => {
      this.#leave(entry, serveError('serve/deadline-passed', `Cannot answer within ${deadlineMs} ms`))
    }, deadlineMs)
    this.#enter(entry)
    this.#pump()
    // Every response closes, most of them answered: an error is made only for those that are not.
    const cancel = () => {
      if (entry.settled) return
      this.#leave(entry, serveError('serve/client-gone', 'Cannot answer: the client went away'))
    }
    return { result: promise, cancel }
  }

  /** Resolves when nothing waits and nothing runs. */
  async drain(): Promise<void> {
    if (!this.#running && this.#waiting.length === 0) return
    await new Promise<void>((resolve) => this.#drained.push(resolve))
  }

  #enter(entry: Entry): void {
    this.#waiting.push(entry)
    this.#waitingRows += weightOf(entry)
  }

  /** A request that runs already is let run; only nobody waits for it any more. */
  #leave(entry: Entry, reason: SlipwayError): void {
    entry.settle(reason)
    const at = this.#waiting.indexOf(entry)
    if (at < 0) return
    this.#waiting.splice(at, 1)
    this.#waitingRows -= weightOf(entry)
    this.#settle()
  }

  #pump(): void {
    if (this.#running) return
    const batch = this.#takeBatch()
    if (batch.length === 0) return
    this.#running = true
    void this.#run(batch).finally(() => {
      this.#running = false
      this.#pump()
      this.#settle()
    })
  }

  #settle(): void {
    if (this.#running || this.#waiting.length > 0) return
    for (const resolve of this.#drained.splice(0)) resolve()
  }

  /** The first that waits, and what follows and fits with it. */
  #takeBatch(): readonly Entry[] {
    const [first] = this.#waiting
    if (first === undefined) return []
    let rows = 0
    let count = 0
    for (const entry of this.#waiting) {
      const fits =
        entry.key !== undefined && entry.key === first.key && rows + entry.rows <= this.#options.batchRows
      if (count > 0 && !fits) break
      rows += entry.rows
      count += 1
    }
    const batch = this.#waiting.splice(0, count)
    for (const entry of batch) this.#waitingRows -= weightOf(entry)
    return batch
  }

  async #run(batch: readonly Entry[]): Promise<void> {
    const inputs = stackRows(batch.map((entry) => entry.inputs))
    try {
      const results = await this.#options.execute(inputs, batch[0]?.outputs ?? [])
      const shares =
        batch.length === 1
          ? [results]
          : splitRows(
              results,
              batch.map((entry) => entry.rows),
            )
      if (shares === undefined) this.#retryAlone(batch)
      else for (const [index, entry] of batch.entries()) entry.settle(shares[index] ?? [])
    } catch (error) {
      // One request may have spoilt it for all: each gets a run of its own, and only the culprit fails.
      if (batch.length > 1) this.#retryAlone(batch)
      else batch[0]?.settle(error instanceof SlipwayError ? error : runFailed(error))
    }
  }

  #retryAlone(batch: readonly Entry[]): void {
    const again = batch.filter((entry) => !entry.settled)
    for (const entry of again) {
      entry.key = undefined
      this.#waitingRows += weightOf(entry)
    }
    this.#waiting.unshift(...again)
  }
}

/** A request without rows still takes a place. */
function weightOf(entry: Entry): number {
  return Math.max(1, entry.rows)
}

function runFailed(cause: unknown): SlipwayError {
  return serveError('serve/run-failed', 'Cannot run the model', { cause })
}
