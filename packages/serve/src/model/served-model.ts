import type { Signature } from '@slipway/onnx'
import { serveError } from '../error.ts'
import type { Limits } from '../limits.ts'
import type { InferRequest } from '../protocol/infer-request.ts'
import { BatchQueue, type Ticket } from './batch-queue.ts'
import { rowsOf } from './batching.ts'
import type { DesiredModel } from './desired-model.ts'
import type { Batching } from './probe-batching.ts'
import type { Supervisor } from './supervisor.ts'

export interface ServedParts {
  readonly desired: DesiredModel
  readonly signature: Signature
  readonly batching: Batching
  readonly supervisor: Supervisor
  readonly limits: Limits
  readonly log: (line: string) => void
}

/** One version of a model that answers: verified, warmed up, its golden answers reproduced. */
export class ServedModel {
  readonly desired: DesiredModel
  readonly signature: Signature
  readonly batching: Batching
  readonly #supervisor: Supervisor
  readonly #queue: BatchQueue
  readonly #limits: Limits
  #draining = false

  constructor(parts: ServedParts) {
    const { desired, supervisor, limits } = parts
    this.desired = desired
    this.signature = parts.signature
    this.batching = parts.batching
    this.#supervisor = supervisor
    this.#limits = limits
    this.#queue = new BatchQueue({
      batching: parts.batching.on,
      batchRows: limits.batchRows,
      queueRows: limits.queueRows,
      execute: async (inputs, outputs) => {
        try {
          return await supervisor.run(inputs, { outputs, timeoutMs: limits.runMs })
        } catch (error) {
          parts.log(error instanceof Error ? error.message : String(error))
          throw error
        }
      },
    })
  }

  /** False while a runner that died is being replaced, and once it drains. */
  get ready(): boolean {
    return this.#supervisor.up && !this.#draining
  }

  get draining(): boolean {
    return this.#draining
  }

  /**
   * Puts a request in line; its answer has the outputs in the order that it asked for.
   *
   * @throws serve/queue-full, serve/request-invalid at once
   */
  infer(request: InferRequest): Ticket {
    const rows = this.batching.on ? rowsOf(request.inputs) : undefined
    if (rows !== undefined && rows > this.#limits.requestRows) {
      throw serveError(
        'serve/request-invalid',
        `Cannot run request: it has ${rows} rows; expected at most ${this.#limits.requestRows}`,
      )
    }
    const deadlineMs = Math.min(request.timeoutMs ?? this.#limits.deadlineMs, this.#limits.deadlineMs)
    return this.#queue.submit(
      request.inputs,
      request.outputs.map(({ name }) => name),
      deadlineMs,
    )
  }

  /** Takes no more part in routing; resolves when its last answer is out, or the time is up, and its process gone. */
  async retire(): Promise<void> {
    this.#draining = true
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, this.#limits.drainMs)
    await Promise.race([this.#queue.drain(), late])
    clearTimeout(timer)
    await this.#supervisor.close()
  }
}
