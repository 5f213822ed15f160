import { type Answers, type Reading, readingOf } from '@slipway/compare'
import type { Features, Model } from '@slipway/core'
import {
  type FeatureTable,
  inputLayout,
  inspectModel,
  openRunner,
  predictRows,
  type Runner,
  type Runtime,
  type Signature,
  scoreOutput,
  signatureOf,
  type Tensor,
  type Timing,
  tensorsOf,
} from '@slipway/onnx'

/** A model file that can be asked, each time in a process without a token, and without a network where the machine can. */
export interface TestedModel {
  readonly file: string
  readonly bytes: number
  readonly signature: Signature
}

export function testedModel(file: string, content: Uint8Array): TestedModel {
  return { file, bytes: content.length, signature: signatureOf(inspectModel(content)) }
}

export interface AskOptions {
  readonly threads?: number
  readonly batch?: number
}

/** Starts processes for models and asks them; whoever opened it closes it. */
export class TestBench {
  readonly #runtime: Runtime
  readonly #features: Features | undefined
  readonly #signal: AbortSignal
  readonly #runners = new Map<string, Runner>()
  network = 'not started'

  constructor(runtime: Runtime, { features }: Pick<Model, 'features'>, signal: AbortSignal) {
    this.#runtime = runtime
    this.#features = features
    this.#signal = signal
  }

  get runtimeVersion(): string {
    return this.#runtime.version
  }

  /** The columns that a model takes, of those that a table has. */
  columnsOf(table: FeatureTable): readonly string[] {
    return (
      this.#features?.columns ??
      [...table.columns.keys()].filter((name) => name !== 'row_id' && name !== 'split')
    )
  }

  /** @throws onnx/rows-unfit, onnx/load-failed, onnx/run-failed, onnx/run-timeout, onnx/runner-died */
  async ask(
    model: TestedModel,
    table: FeatureTable,
    rows: Uint32Array,
    { threads = 1, batch = 1024 }: AskOptions = {},
  ): Promise<Answers> {
    const layout = inputLayout(model.signature, this.columnsOf(table))
    const output = scoreOutput(model.signature, this.#features?.output)
    return predictRows(await this.#runner(model, threads), layout, table, rows, { output, batch })
  }

  reading(task: Reading['task'] | undefined, answers: Answers): Reading {
    return readingOf(task, this.#features?.classes, answers)
  }

  /** A process of its own for timing, and the requests that it is to be timed on. */
  async timer(model: TestedModel, table: FeatureTable, batch: number): Promise<RequestTimer> {
    const layout = inputLayout(model.signature, this.columnsOf(table))
    const output = scoreOutput(model.signature, this.#features?.output)
    const rows = Uint32Array.from({ length: table.rows }, (_, row) => row)
    const size = layout.batch ?? batch
    const requests = Array.from({ length: Math.min(MOST_REQUESTS, Math.ceil(table.rows / size)) }, (_, i) =>
      tensorsOf(layout, table, rows.subarray(i * size, (i + 1) * size)),
    )
    const runner = await this.#open(model, 1)
    this.#runners.set(`timer ${this.#runners.size} ${model.file}`, runner)
    return new RequestTimer(runner, requests, output, size)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runners.values()].map((runner) => runner.close()))
    this.#runners.clear()
  }

  async #runner(model: TestedModel, threads: number): Promise<Runner> {
    const name = `${threads} ${model.file}`
    const known = this.#runners.get(name)
    if (known?.alive) return known
    const runner = await this.#open(model, threads)
    this.#runners.set(name, runner)
    return runner
  }

  async #open({ file }: TestedModel, threads: number): Promise<Runner> {
    const runner = await openRunner({
      modelFile: file,
      runtime: this.#runtime,
      threads,
      signal: this.#signal,
    })
    this.network = runner.network
    return runner
  }
}

/** Rows that requests are taken from, one after the other. */
const MOST_REQUESTS = 1000
const TIMEOUT_MS = 300_000

/** Times requests in a process of their own. */
export class RequestTimer {
  readonly batch: number
  readonly #runner: Runner
  readonly #requests: readonly (readonly Tensor[])[]
  readonly #output: string

  constructor(runner: Runner, requests: readonly (readonly Tensor[])[], output: string, batch: number) {
    this.#runner = runner
    this.#requests = requests
    this.#output = output
    this.batch = batch
  }

  time(times: number, request: number): Promise<Timing> {
    const feeds = this.#requests[request % this.#requests.length] ?? []
    return this.#runner.time(feeds, times, { outputs: [this.#output], timeoutMs: TIMEOUT_MS })
  }

  close(): Promise<void> {
    return this.#runner.close()
  }
}
