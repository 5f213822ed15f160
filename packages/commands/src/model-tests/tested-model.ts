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

/** A model file, fetched and read when it is first asked: its size is known without. */
export interface TestedModel {
  readonly bytes: number
  load(): Promise<LoadedModel>
}

export interface LoadedModel {
  readonly file: string
  readonly signature: Signature
}

/** @throws onnx/model-invalid, onnx/model-unsupported */
export function loadedModel(file: string, content: Uint8Array): LoadedModel {
  return { file, signature: signatureOf(inspectModel(content)) }
}

export interface AskOptions {
  readonly threads?: number
  readonly batch?: number
}

/**
 * Starts processes for models and asks them, each without a token, and without a network where the machine can. Whoever opened
 * it closes it.
 */
export class TestBench {
  readonly #findRuntime: () => Runtime
  readonly #features: Features | undefined
  readonly #signal: AbortSignal
  readonly #runners = new Map<string, Runner>()
  /** What ran the models, once one has run. */
  runtime = 'none'
  network = 'not started'

  /** @param findRuntime called when a model is first run */
  constructor(findRuntime: () => Runtime, { features }: Pick<Model, 'features'>, signal: AbortSignal) {
    this.#findRuntime = findRuntime
    this.#features = features
    this.#signal = signal
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
    const loaded = await model.load()
    const layout = inputLayout(loaded.signature, this.columnsOf(table))
    const output = scoreOutput(loaded.signature, this.#features?.output)
    return predictRows(await this.#runner(loaded, threads), layout, table, rows, { output, batch })
  }

  reading(task: Reading['task'] | undefined, answers: Answers): Reading {
    return readingOf(task, this.#features?.classes, answers)
  }

  /** A process of its own for timing, and the requests that it is to be timed on. */
  async timer(model: TestedModel, table: FeatureTable, batch: number): Promise<RequestTimer> {
    const loaded = await model.load()
    const layout = inputLayout(loaded.signature, this.columnsOf(table))
    const output = scoreOutput(loaded.signature, this.#features?.output)
    const rows = Uint32Array.from({ length: table.rows }, (_, row) => row)
    const size = layout.batch ?? batch
    const requests = Array.from({ length: Math.min(MOST_REQUESTS, Math.ceil(table.rows / size)) }, (_, i) =>
      tensorsOf(layout, table, rows.subarray(i * size, (i + 1) * size)),
    )
    const runner = await this.#open(loaded, 1)
    this.#runners.set(`timer ${this.#runners.size} ${loaded.file}`, runner)
    return new RequestTimer(runner, requests, output, size)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runners.values()].map((runner) => runner.close()))
    this.#runners.clear()
  }

  async #runner(model: LoadedModel, threads: number): Promise<Runner> {
    const name = `${threads} ${model.file}`
    const known = this.#runners.get(name)
    if (known?.alive) return known
    const runner = await this.#open(model, threads)
    this.#runners.set(name, runner)
    return runner
  }

  async #open({ file }: LoadedModel, threads: number): Promise<Runner> {
    const runtime = this.#findRuntime()
    const runner = await openRunner({ modelFile: file, runtime, threads, signal: this.#signal })
    this.runtime = `onnxruntime-node ${runtime.version}`
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
