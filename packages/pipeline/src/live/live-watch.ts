import type { AlarmAction, LiveHistory, PatienceRule, Stage, StoppedEarly } from '@slipway/core'
import { pipelineError } from '../error.ts'
import { LiveFiles } from './live-files.ts'
import type { LivePoint } from './live-point.ts'
import { type LiveSeries, SeriesBook } from './live-series.ts'
import { type Fulfilled, Patience } from './patience.ts'
import { type LiveProgress, TimeLeft } from './time-left.ts'

/** What is known of a stage while it runs. */
export interface LiveNews {
  readonly stage: string
  readonly series: readonly LiveSeries[]
  readonly progress: LiveProgress | undefined
}

/** Who hears of it. */
export interface LiveListener {
  /** New values have come. */
  live?(news: LiveNews): void
  /** Something is wrong that does not end the stage. */
  alarm?(stage: string, text: string): void
}

export interface LiveOptions {
  readonly root: string
  readonly stage: Stage
  readonly listener: LiveListener
  readonly pollMs?: number
  /** Milliseconds, that nobody sets back. */
  readonly clock?: () => number
}

const POLL_MS = 1_000

/** Follows the metrics of a running stage, and says when it is to end: well, by its rule, or as failed, by an alarm. */
export class LiveWatch {
  readonly #options: LiveOptions
  readonly #files: LiveFiles
  readonly #series = new SeriesBook()
  readonly #left: TimeLeft
  readonly #asked = new AbortController()
  readonly #alarm = new AbortController()
  readonly #told = new Set<string>()
  #stop: Patience | undefined
  readonly #stalled: Patience | undefined
  /** Rule's metric → the name that stands for it. */
  readonly #names = new Map<string, string>()
  #fulfilled: Fulfilled | undefined
  #newsMs: number
  #timer: NodeJS.Timeout | undefined

  /** Looks at what is there already, so that it is not read for this run's. */
  constructor(options: LiveOptions) {
    const { root, stage } = options
    this.#options = options
    this.#files = new LiveFiles(root, stage.live?.paths ?? [], (text) => this.#tell(text))
    this.#left = new TimeLeft(stage.live?.steps)
    this.#stop = stage.stop && new Patience(stage.stop)
    this.#stalled = stage.alarms.stalled && new Patience(stage.alarms.stalled)
    this.#newsMs = this.#now()
  }

  /** Aborted when the rule for stopping early is fulfilled. */
  get asked(): AbortSignal {
    return this.#asked.signal
  }

  /** Aborted, with the error, when an alarm ends the stage. */
  get alarm(): AbortSignal {
    return this.#alarm.signal
  }

  /** What the next start needs to know, up to this moment, where there is a rule. */
  get history(): LiveHistory | undefined {
    if (!this.#stop) return undefined
    // What was written before a checkpoint belongs to it, looked at or not.
    this.#read()
    return { metric: this.#stop.rule.metric, values: [...this.#stop.values] }
  }

  get stoppedEarly(): StoppedEarly | undefined {
    const { stop } = this.#options.stage
    return this.#fulfilled && stop && { metric: stop.metric, ...this.#fulfilled }
  }

  /** @param before what a checkpoint tells of the starts before */
  start(before?: LiveHistory): void {
    const { stop } = this.#options.stage
    if (stop && before?.metric === stop.metric) this.#stop = new Patience(stop, before.values)
    this.#newsMs = this.#now()
    this.#timer = setInterval(() => this.#look(), this.#options.pollMs ?? POLL_MS)
    this.#timer.unref()
  }

  /**
   * Reads the last values of a stage that has ended.
   * @throws pipeline/alarm where they call for it
   */
  finish(): void {
    clearInterval(this.#timer)
    const asked = this.#asked.signal.aborted
    this.#read()
    if (!asked) this.#warnOfMissing()
    this.#alarm.signal.throwIfAborted()
  }

  dismiss(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    this.#read()
    const { silent } = this.#options.stage.alarms
    if (silent && this.#now() - this.#newsMs > silent.minutes * 60_000)
      this.#raise(
        silent.do,
        'silent',
        `no new metric for ${silent.minutes} min`,
        'values to go on being written',
      )
    if (this.#asked.signal.aborted || !this.#stop?.fulfilled) return
    this.#fulfilled = this.#stop.fulfilled
    this.#asked.abort(new Error('stopped early'))
  }

  #read(): void {
    try {
      let some = false
      for (let points = this.#files.read(); points.length > 0; points = this.#files.read()) {
        some = true
        for (const point of points) this.#take(point)
      }
      if (!some) return
    } catch (error) {
      // What cannot be followed, such as a folder without rights, is no reason to end a training.
      this.#tell(`metrics cannot be followed: ${error instanceof Error ? error.message : String(error)}`)
      return
    }
    this.#newsMs = this.#now()
    const { stage, listener } = this.#options
    listener.live?.({ stage: stage.name, series: this.#series.series, progress: this.#left.progress })
  }

  #take(point: LivePoint): void {
    const { nan, stalled } = this.#options.stage.alarms
    this.#series.add(point)
    this.#left.add(point, this.#now())
    if (nan !== 'off' && !Number.isFinite(point.value))
      this.#raise(
        nan,
        `nan ${point.name}`,
        `${point.name} is ${point.value} at step ${point.step}`,
        'a number',
      )
    for (const patience of [this.#stop, this.#stalled])
      if (patience && this.#isMeant(point.name, patience.rule)) patience.add(point.step, point.value)
    const lost = this.#stalled?.fulfilled
    if (lost && stalled)
      this.#raise(
        stalled.do,
        'stalled',
        `${stalled.metric} was ${lost.best.value} at step ${lost.best.step} and got no better until step ${lost.step}`,
        `a better one within ${stalled.patience} values`,
      )
  }

  /** A rule's metric is the name itself, or the end of a longer one: folders of runs go before the names of TensorBoard. */
  #isMeant(name: string, { metric }: PatienceRule): boolean {
    if (name !== metric && !name.endsWith(`/${metric}`)) return false
    const chosen = this.#names.get(metric) ?? name
    this.#names.set(metric, chosen)
    if (chosen !== name)
      this.#tell(`"${metric}" may be ${chosen} or ${name}: ${chosen} is taken; write the whole name`)
    return chosen === name
  }

  /** A rule that looks for what is never written would be silently without effect. */
  #warnOfMissing(): void {
    for (const patience of [this.#stop, this.#stalled]) {
      const metric = patience?.rule.metric
      if (metric === undefined || this.#names.has(metric)) continue
      const seen = this.#series.series.map(({ name }) => name).slice(0, 10)
      this.#tell(
        `"${metric}" was never written; ${seen.length === 0 ? 'nothing was' : `seen: ${seen.join(', ')}`}`,
      )
    }
  }

  #raise(action: AlarmAction, kind: string, found: string, expected: string): void {
    if (this.#told.has(kind)) return
    this.#told.add(kind)
    const { name } = this.#options.stage
    if (action === 'warn') this.#tell(found)
    else
      this.#alarm.abort(
        pipelineError('pipeline/alarm', `Cannot go on with stage "${name}": ${found}; expected ${expected}`, {
          hint: 'Nothing was published. Checkpoints stay: `slipway run --fresh` starts from nothing',
        }),
      )
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return
    this.#told.add(text)
    this.#options.listener.alarm?.(this.#options.stage.name, text)
  }

  #now(): number {
    return (this.#options.clock ?? (() => performance.now()))()
  }
}
