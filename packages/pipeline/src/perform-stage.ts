import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { RunStart, StoppedEarly, Usage } from '@slipway/core'
import { EarlyStopOrder } from './early-stop-order.ts'
import { pipelineError } from './error.ts'
import type { EarlyStop, StageEnd } from './executor.ts'
import { StopFile } from './hand-over.ts'
import { throwIfInterrupted } from './interrupted.ts'
import type { LiveWatch } from './live/live-watch.ts'
import type { StaleStage } from './plan.ts'
import { runResumable, startOf } from './resumable-stage.ts'
import type { RunFacts, RunPorts } from './run-ports.ts'
import { StageLog } from './stage-log.ts'
import { writeVariantParams } from './variant-params.ts'

/** What the commands of a stage get beyond their own: variables, and reasons of ours to stop. */
export interface StageTerms {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the stage is to hand over. */
  readonly handOver?: AbortSignal
  readonly earlyStop?: EarlyStop | undefined
}

/** A stage whose commands have ended well. */
export interface PerformedStage {
  /** All of the run, this one last. */
  readonly starts: readonly RunStart[]
  readonly usage: Usage | undefined
  readonly stoppedEarly: StoppedEarly | undefined
}

/**
 * Runs the commands of a stage, from its newest checkpoint on where it has some; follows its metrics and measures what it uses.
 * @throws pipeline/stage-failed, pipeline/stage-timed-out, pipeline/alarm, pipeline/interrupted, pipeline/handed-over,
 * pipeline/hand-over-impossible
 */
export async function performStage(
  planned: StaleStage,
  facts: Promise<RunFacts>,
  ports: RunPorts,
): Promise<PerformedStage> {
  const { stage } = planned
  const live = await followed(planned, ports)
  const meter = ports.meter?.(stage)
  const run = (terms: StageTerms) => execute(planned, ports, live, terms)
  try {
    const { checkpoint: rule } = stage
    const { checkpoints } = ports
    const starts =
      // On a cluster they are kept where the job runs.
      rule && checkpoints && !stage.ray
        ? await runResumable({
            planned,
            rule,
            facts: await facts,
            live,
            meter,
            ports: { ...ports, checkpoints },
            run,
          })
        : await runOnce(planned, facts, ports, { live, meter, run })
    return { starts, usage: meter?.stop(), stoppedEarly: live?.stoppedEarly }
  } finally {
    live?.dismiss()
    meter?.stop()
  }
}

/** Loaded for a stage that has something to follow. */
async function followed(planned: StaleStage, ports: RunPorts): Promise<LiveWatch | undefined> {
  if (!planned.stage.live) return undefined
  const { LiveWatch } = await import('./live/live-watch.ts')
  return new LiveWatch(liveOptions(planned, ports))
}

function liveOptions({ stage }: StaleStage, { root, watcher, livePollMs }: RunPorts) {
  return { root, stage, listener: watcher, ...(livePollMs === undefined ? {} : { pollMs: livePollMs }) }
}

interface Once {
  readonly live: LiveWatch | undefined
  readonly meter: ReturnType<NonNullable<RunPorts['meter']>> | undefined
  run(terms: StageTerms): Promise<void>
}

/** Without checkpoints: a stage that is to stop early may do so at once. */
async function runOnce(
  { stage }: StaleStage,
  facts: Promise<RunFacts>,
  ports: RunPorts,
  { live, meter, run }: Once,
): Promise<readonly RunStart[]> {
  const started = ports.now()
  live?.start()
  const file = new StopFile(join(ports.root, '.slipway/stop', stage.name))
  const order = stage.stop && live && new EarlyStopOrder(stage.stop, live.asked, file)
  live?.asked.addEventListener('abort', () => order?.mayTerminate(), { once: true })
  try {
    await run({ env: order ? { SLIPWAY_STOP_FILE: file.path } : {}, earlyStop: order })
  } finally {
    file.remove()
  }
  const seconds = Math.max(0, ports.now().getTime() - started.getTime()) / 1000
  return [startOf({ facts: await facts, started, seconds, energyWh: meter?.energyWh })]
}

async function execute(
  { stage, key, inputs }: StaleStage,
  { root, executor, signal, watcher, readTree }: RunPorts,
  live: LiveWatch | undefined,
  terms: StageTerms,
): Promise<void> {
  if (!statSync(join(root, stage.wdir), { throwIfNoEntry: false })?.isDirectory()) {
    throw pipelineError(
      'pipeline/stage-failed',
      `Cannot run stage "${stage.name}": its folder "${stage.wdir}" is not there; expected a folder to run in`,
    )
  }
  const params = await writeVariantParams(stage, root, readTree)
  const log = new StageLog(root, stage.name)
  const failed = new AbortController()
  const output = (stream: 'stdout' | 'stderr', chunk: Uint8Array) => {
    try {
      log.write(chunk)
      watcher.output(stream, chunk)
    } catch (error) {
      // A full disk must end the stage, and not the process in the middle of an event.
      failed.abort(error)
    }
  }
  try {
    const { env, handOver, earlyStop } = terms
    const stop = AbortSignal.any(
      [signal, failed.signal, handOver, live?.alarm].filter((each) => each !== undefined),
    )
    const end = await executor.run({
      stage,
      key,
      inputs: inputs.map(({ path }) => path),
      env: { ...env, ...params },
      signal: stop,
      output,
      ...(earlyStop ? { earlyStop } : {}),
    })
    throwIfInterrupted(signal)
    failed.signal.throwIfAborted()
    live?.finish()
    if (end.how === 'paused' || (end.how !== 'done' && handOver?.aborted)) throw handedOver(stage.name)
    if (end.how !== 'done') throw endedBadly(stage.name, stage.timeoutMinutes, end, log)
  } finally {
    log.close()
  }
}

function handedOver(stage: string) {
  return pipelineError(
    'pipeline/handed-over',
    `Cannot finish stage "${stage}" here: it stopped at a checkpoint; expected another job to go on from there`,
    { hint: 'Run it again, here or on another machine' },
  )
}

const LINES = 20

function endedBadly(stage: string, minutes: number | undefined, end: StageEnd, log: StageLog) {
  const tail = log.tail(LINES)
  const printed = tail === '' ? 'It printed nothing.' : `Its last lines:\n${tail.replace(/^/gm, '  ')}`
  const hint = `The whole log is in ${log.path}; nothing was published`
  if (end.how === 'failed') {
    return pipelineError(
      'pipeline/stage-failed',
      `Cannot run stage "${stage}": "${end.cmd}" ended with ${end.status}; expected 0. ${printed}`,
      { hint },
    )
  }
  return pipelineError(
    'pipeline/stage-timed-out',
    `Cannot run stage "${stage}": it was stopped after ${minutes} min; expected it to end within its timeout-minutes. ${printed}`,
    { hint },
  )
}
