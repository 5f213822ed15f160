import type { ChildProcess } from 'node:child_process'
import { basename } from 'node:path'
import type { SlipwayError } from '@slipway/core'
import { onnxError } from './error.ts'
import type { FromRunner, LoadOrder, Order } from './runner-messages.ts'
import type { Tensor } from './tensor.ts'

/** What a process wrote before it died is kept to this length. */
const MAX_LAST_WORDS = 2000

export interface RunOptions {
  /** Names of the outputs to compute and hand over. */
  readonly outputs: readonly string[]
  /** From the moment that the process starts on it. */
  readonly timeoutMs: number
}

export interface Timing {
  /** Of each run. */
  readonly seconds: Float64Array
  /** The largest resident memory that the process has had since it began. */
  readonly peakBytes: number
}

interface Pending {
  readonly id: number
  readonly timeoutMs: number
  readonly refusal: 'onnx/load-failed' | 'onnx/run-failed'
  resolve(tensors: readonly Tensor[]): void
  reject(error: SlipwayError): void
}

/** A session in a process of its own. It runs one request after the other, and ends for good when one takes too long. */
export class Runner {
  readonly network: 'isolated' | 'not isolated'
  /** Settles once, when the process is gone: with the reason, or with nothing if it was closed. */
  readonly ended: Promise<SlipwayError | undefined>
  readonly #child: ChildProcess
  readonly #model: string
  readonly #pending: Pending[] = []
  #timer: NodeJS.Timeout | undefined
  #reason: SlipwayError | undefined
  #gone = false
  #closing = false
  #lastWords = ''
  #nextId = 1

  constructor(
    child: ChildProcess,
    facts: { readonly modelFile: string; readonly network: 'isolated' | 'not isolated' },
  ) {
    this.#child = child
    this.#model = basename(facts.modelFile)
    this.network = facts.network
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#lastWords = (this.#lastWords + chunk).slice(-MAX_LAST_WORDS)
    })
    child.on('message', (message: FromRunner) => this.#receive(message))
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        if (this.#gone) return
        this.#gone = true
        clearTimeout(this.#timer)
        const reason = this.#reason ?? this.#died(how)
        // First that it is gone, then what that means: whoever asks again at once finds its replacement.
        resolve(this.#closing && this.#reason === undefined ? undefined : reason)
        for (const pending of this.#pending.splice(0)) pending.reject(reason)
      }
      child.on('error', (error) => end(error.message))
      child.on('exit', (code, signal) => end(signal === null ? `exit status ${code}` : `signal ${signal}`))
    })
  }

  /** The process; for the log, and for tests. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  get alive(): boolean {
    return !this.#gone && !this.#closing && this.#reason === undefined
  }

  /** @throws onnx/load-failed, onnx/run-timeout, onnx/runner-died */
  async load(order: LoadOrder, timeoutMs: number): Promise<void> {
    await this.#ask(order, timeoutMs, 'onnx/load-failed')
  }

  /**
   * Runs the model once. Feeds are not checked here: names, types and shapes are the caller's affair.
   *
   * @throws onnx/run-failed where the model or the runtime refuses; the runner lives on
   * @throws onnx/run-timeout after which the runner is gone
   * @throws onnx/runner-died
   */
  run(feeds: readonly Tensor[], options: RunOptions): Promise<readonly Tensor[]> {
    return this.#ask({ type: 'run', feeds, outputs: options.outputs }, options.timeoutMs, 'onnx/run-failed')
  }

  /**
   * Runs the model several times on the same feeds.
   *
   * @throws what `run` throws; `timeoutMs` is for all of them together
   */
  async time(feeds: readonly Tensor[], times: number, options: RunOptions): Promise<Timing> {
    const order = { type: 'time', feeds, outputs: options.outputs, times } as const
    const [seconds, peak] = await this.#ask(order, options.timeoutMs, 'onnx/run-failed')
    return {
      seconds: Float64Array.from(seconds?.data as Float64Array),
      peakBytes: Number(peak?.data[0] ?? Number.NaN),
    }
  }

  /** Ends the process at once; what it was asked fails with this reason. It holds nothing that could be lost. */
  kill(reason: SlipwayError): void {
    this.#reason ??= reason
    this.#child.kill('SIGKILL')
  }

  /** Ends the process and waits until it is gone. */
  async close(): Promise<void> {
    this.#closing = true
    this.#child.kill('SIGKILL')
    await this.ended
  }

  #ask(order: Order, timeoutMs: number, refusal: Pending['refusal']) {
    if (!this.alive) return Promise.reject(this.#reason ?? this.#died('it was closed'))
    return new Promise<readonly Tensor[]>((resolve, reject) => {
      const id = this.#nextId++
      this.#pending.push({ id, timeoutMs, refusal, resolve, reject })
      if (this.#pending.length === 1) this.#watch()
      // A channel that breaks while we write is reported by the end of the process.
      this.#child.send({ id, order }, () => {})
    })
  }

  /** Sets the clock for the order that the process works on: the first that is not answered. */
  #watch(): void {
    clearTimeout(this.#timer)
    const head = this.#pending[0]
    if (head === undefined) return
    this.#timer = setTimeout(() => {
      this.kill(
        onnxError(
          'onnx/run-timeout',
          `Cannot run "${this.#model}": it took longer than ${head.timeoutMs} ms and was ended`,
        ),
      )
    }, head.timeoutMs)
  }

  #receive(message: FromRunner): void {
    const index = this.#pending.findIndex(({ id }) => id === message.id)
    const [pending] = index < 0 ? [] : this.#pending.splice(index, 1)
    if (pending === undefined) return
    if (index === 0) this.#watch()
    if ('tensors' in message) {
      pending.resolve(message.tensors)
    } else {
      const verb = pending.refusal === 'onnx/load-failed' ? 'load' : 'run'
      pending.reject(onnxError(pending.refusal, `Cannot ${verb} "${this.#model}": ${message.refused}`))
    }
  }

  #died(how: string): SlipwayError {
    const words = this.#lastWords.trim()
    return onnxError(
      'onnx/runner-died',
      `Cannot run "${this.#model}": its process ended (${how})${words === '' ? '' : `: ${words}`}`,
    )
  }
}
