import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Checkpoint, type CheckpointRule, MOST_STARTS, type RunStart, SlipwayError } from '@slipway/core'
import { claimCheckpointFolder } from './checkpoint-folder.ts'
import type { CheckpointPorts } from './checkpoint-shelf.ts'
import { CheckpointStream } from './checkpoint-stream.ts'
import { EarlyStopOrder } from './early-stop-order.ts'
import { pipelineError } from './error.ts'
import { handOverTimes, StopFile } from './hand-over.ts'
import type { LiveWatch } from './live/live-watch.ts'
import type { StageTerms } from './perform-stage.ts'
import type { StaleStage } from './plan.ts'
import type { RunFacts, RunMeter, RunPorts } from './run-ports.ts'

/** A stage with checkpoints, about to start. */
export interface ResumableInput {
  readonly planned: StaleStage
  readonly rule: CheckpointRule
  readonly facts: RunFacts
  /** Undefined where nobody follows its metrics. */
  readonly live: LiveWatch | undefined
  readonly meter: RunMeter | undefined
  readonly ports: RunPorts & { readonly checkpoints: CheckpointPorts }
  /** Runs the commands; throws where they do not end well. */
  run(terms: StageTerms): Promise<void>
}

/** For an interrupted process: GitHub leaves ten seconds in all, and the stage has had most of them. */
const INTERRUPTED_MS = 1_500
const FINISH_MS = 10 * 60_000
/** Of the time at the end: the rest is for the record. */
const STORING_SHARE = 2 / 3
const WATCH_MS = 100

/**
 * Runs a stage from its newest checkpoint on, and stores those that it makes meanwhile.
 * @returns all starts at the run, this one last
 * @throws pipeline/handed-over, pipeline/hand-over-impossible, and what `run` throws: then what was reached is stored
 */
export async function runResumable(input: ResumableInput): Promise<readonly RunStart[]> {
  const { planned, rule, ports } = input
  const from = await startFrom(input)
  mkdirSync(join(ports.root, rule.path), { recursive: true })
  if (from) ports.watcher.resumes?.(planned, from)
  const starts = startsFrom(input, from)
  const stream = openStream(input, from, starts)
  const stop = new StopFile(join(ports.root, '.slipway/stop', planned.stage.name))
  const { stop: rules } = planned.stage
  const order = rules && input.live && new EarlyStopOrder(rules, input.live.asked, stop)
  const handOver = watchEnds(input, stream, stop, order)
  stream.start()
  input.live?.start(from?.live)
  try {
    await input.run({
      env: {
        SLIPWAY_CHECKPOINTS: join(ports.root, rule.path),
        SLIPWAY_RESUME_FROM: from && join(ports.root, rule.path, from.name),
        SLIPWAY_STOP_FILE: stop.path,
      },
      handOver: handOver.signal,
      earlyStop: order,
    })
    await stream.stop()
    return starts('done')
  } catch (error) {
    const ended = howItEnded(error)
    const overMs = performance.now() + timeToFinish(ended, ports)
    await stream.finish((overMs - performance.now()) * STORING_SHARE)
    await closeStart(input, stream.newest ?? from, starts(ended), overMs - performance.now())
    if (ended === 'handed-over' && !(stream.newest ?? from)) throw nothingToHandOver(planned.stage.name)
    throw error
  } finally {
    handOver.dismiss()
    stop.remove()
  }
}

async function startFrom({ planned, rule, ports }: ResumableInput): Promise<Checkpoint | undefined> {
  const { shelf, fresh } = ports.checkpoints
  // Variants of a sweep have one folder, in turn.
  const { name, variant } = planned.stage
  claimCheckpointFolder(variant?.of ?? name, rule, ports.root)
  if (!fresh) return shelf.restore(planned.stage, planned.key)
  await shelf.clear(planned.key)
  shelf.empty(planned.stage)
  return undefined
}

/** The starts up to now; those before this one as the checkpoint tells them, and lost where it does not say how they ended. */
function startsFrom({ facts, meter, ports }: ResumableInput, from: Checkpoint | undefined) {
  const started = ports.now()
  const past = (from?.starts ?? []).map(
    (each): RunStart => (each.ended === 'running' ? { ...each, ended: 'lost' } : each),
  )
  return (ended: RunStart['ended']): RunStart[] => {
    const seconds = Math.max(0, ports.now().getTime() - started.getTime()) / 1000
    return [...past, startOf({ facts, started, seconds, energyWh: meter?.energyWh, from, ended })].slice(
      -MOST_STARTS,
    )
  }
}

interface ToldStart {
  readonly facts: RunFacts
  readonly started: Date
  readonly seconds: number
  readonly energyWh: number | undefined
  readonly from?: Checkpoint | undefined
  readonly ended?: RunStart['ended']
}

/** One start as records tell it. */
export function startOf({ facts, started, seconds, energyWh, from, ended = 'done' }: ToldStart): RunStart {
  return {
    producer: facts.producer,
    runner: facts.environment.runner,
    started: started.toISOString(),
    seconds,
    gpu_seconds: Math.round(seconds * facts.gpus * 1000) / 1000,
    ...(energyWh === undefined ? {} : { energy_wh: Math.round(energyWh * 1000) / 1000 }),
    ...(facts.environment.gpu === null ? {} : { gpu: facts.environment.gpu }),
    resumed: from ? { domain: from.domain, seq: from.seq, oid: from.output.oid } : null,
    ended,
  }
}

function openStream(
  { planned, rule, ports, live }: ResumableInput,
  from: Checkpoint | undefined,
  starts: (ended: 'running') => RunStart[],
): CheckpointStream {
  const { shelf, pollMs } = ports.checkpoints
  const { name: stage } = planned.stage
  const most = rule.keep
  return new CheckpointStream({
    root: ports.root,
    rule,
    known: from?.name,
    take: (path) => shelf.take(path),
    keep: (name, output) =>
      shelf.keep(
        {
          stage,
          key: planned.key,
          name,
          output,
          made_at: ports.now().toISOString(),
          starts: starts('running'),
          ...(live?.history ? { live: live.history } : {}),
        },
        most,
      ),
    share: (checkpoint, signal) => shelf.share(checkpoint, most, signal),
    trouble: (error) => ports.watcher.checkpointTrouble?.(stage, error),
    recovered: () => ports.watcher.checkpointTrouble?.(stage, undefined),
    ...(pollMs === undefined ? {} : { pollMs }),
  })
}

/** Looks whether the stage has to end: for its rule, at the next checkpoint that is stored, or for the deadline. */
function watchEnds(
  { ports, live }: ResumableInput,
  stream: CheckpointStream,
  stop: StopFile,
  order: EarlyStopOrder | undefined,
) {
  const handOver = new AbortController()
  const byRule = order && new AtNextCheckpoint(stream)
  live?.asked.addEventListener('abort', () => byRule?.ask(), { once: true })
  const byDeadline = watchDeadline(ports, stream, () => stop.raise('hand-over'))
  const timer = setInterval(() => {
    if (byRule?.isReached) order?.mayTerminate()
    // Who ends for good has nothing to hand over, unless the time is over before.
    if (byDeadline(live?.asked.aborted === true)) handOver.abort(new Error('the time of the job is over'))
  }, WATCH_MS)
  return { signal: handOver.signal, dismiss: () => clearInterval(timer) }
}

/** Waits for a checkpoint that was not there when somebody asked. */
class AtNextCheckpoint {
  readonly #stream: CheckpointStream
  #asked: { readonly before: Checkpoint | undefined } | undefined

  constructor(stream: CheckpointStream) {
    this.#stream = stream
  }

  ask(): void {
    this.#asked ??= { before: this.#stream.newest }
  }

  get isReached(): boolean {
    const { stored } = this.#stream
    return this.#asked !== undefined && stored !== undefined && stored.seq > (this.#asked.before?.seq ?? 0)
  }
}

/** Asks the stage to stop before the deadline; says when it must: with the next checkpoint that is stored, or when time is up. */
function watchDeadline(
  { checkpoints: { deadline }, now }: ResumableInput['ports'],
  stream: CheckpointStream,
  ask: () => void,
): (isEnding: boolean) => boolean {
  if (!deadline) return () => false
  // Measured from here by a clock that nobody sets back.
  const startedMs = performance.now()
  const deadlineMs = startedMs + deadline.getTime() - now().getTime()
  const next = new AtNextCheckpoint(stream)
  let asked = false
  return (isEnding) => {
    const { askMs, stopMs } = handOverTimes({ startedMs, deadlineMs, ...stream.pace })
    const ms = performance.now()
    if (ms >= askMs && !asked && !isEnding) {
      asked = true
      next.ask()
      ask()
    }
    return (next.isReached && !isEnding) || ms >= stopMs
  }
}

const ENDS: Readonly<Record<string, RunStart['ended']>> = {
  'pipeline/handed-over': 'handed-over',
  'pipeline/interrupted': 'interrupted',
  'pipeline/stage-timed-out': 'timed-out',
}

function howItEnded(error: unknown): RunStart['ended'] {
  return (error instanceof SlipwayError ? ENDS[error.code] : undefined) ?? 'failed'
}

/** How long the end of a start may take: no longer than the job has, where that is known. */
function timeToFinish(
  ended: RunStart['ended'],
  { checkpoints: { deadline }, now }: ResumableInput['ports'],
): number {
  if (ended === 'interrupted') return INTERRUPTED_MS
  const leftMs = deadline ? deadline.getTime() - now().getTime() : FINISH_MS
  return Math.max(INTERRUPTED_MS, Math.min(FINISH_MS, leftMs))
}

/** The story is told as far as the store hears it; that it does not is no reason to lose the error that ended the stage. */
async function closeStart(
  { planned, ports }: ResumableInput,
  last: Checkpoint | undefined,
  starts: readonly RunStart[],
  limitMs: number,
): Promise<void> {
  if (!last) return
  try {
    const closed = ports.checkpoints.shelf.close(last, starts)
    await Promise.race([closed, delay(limitMs, undefined, { ref: false })])
  } catch (error) {
    ports.watcher.checkpointTrouble?.(planned.stage.name, error)
  }
}

function nothingToHandOver(stage: string) {
  return pipelineError(
    'pipeline/hand-over-impossible',
    `Cannot hand over stage "${stage}": its time was over before it had stored a checkpoint; expected one at least`,
    { hint: 'Let it write checkpoints more often, or raise the limit of the job' },
  )
}
