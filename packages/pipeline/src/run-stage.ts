import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { EnvironmentDetails, RunStart } from '@slipway/core'
import { pipelineError } from './error.ts'
import type { StageEnd } from './executor.ts'
import { throwIfInterrupted } from './interrupted.ts'
import type { LivePlan } from './live-plan.ts'
import type { StaleStage } from './plan.ts'
import { publishRun } from './publish-run.ts'
import { putBack } from './put-back.ts'
import { type ResumeTerms, runResumable, startOf } from './resumable-stage.ts'
import type { RunFacts, RunPorts } from './run-ports.ts'
import { checkInputs, placeInputs } from './stage-inputs.ts'
import { StageLog } from './stage-log.ts'
import { clearOutputs, saveOutputs } from './stage-outputs.ts'
import type { StageResult } from './stage-result.ts'

/**
 * Runs one stage and publishes its run. On every error nothing is published and the log is kept.
 * @throws pipeline/data-differs, pipeline/stage-failed, pipeline/stage-timed-out, pipeline/interrupted,
 * pipeline/handed-over, pipeline/hand-over-impossible, pipeline/inputs-changed, pipeline/output-missing
 */
export async function runStage(planned: StaleStage, live: LivePlan, ports: RunPorts): Promise<StageResult> {
  const { stage } = planned
  const { root, files, signal } = ports
  await placeInputs(planned, files, root)
  clearOutputs(stage, root)
  throwIfInterrupted(signal)
  const facts = ports.facts()
  // Whether it failed is told when it is needed.
  facts.catch(() => {})
  const starts = await perform(planned, facts, ports)
  const seconds = starts.at(-1)?.seconds ?? 0
  await checkInputs(planned, live, ports)
  const outputs = await saveOutputs(stage, root, files)
  throwIfInterrupted(signal)
  const known = withPython(await facts, ports.python?.(stage) ?? null)
  const published = await publishRun({ planned, outputs, starts, facts: known }, ports.input.runs, ports.book)
  await clearCheckpoints(planned, ports)
  // The workspace holds what the key stands for: another runner's bytes if it was first, the head's after a further attempt.
  const run = planned.run ?? published.run
  const restored = await putBack(run, files)
  return {
    stage: stage.name,
    state: 'ran',
    run,
    added: published.created ? published.run : undefined,
    restored,
    seconds,
  }
}

function withPython(facts: RunFacts, python: EnvironmentDetails['python']): RunFacts {
  const { details } = facts.environment
  return details
    ? { ...facts, environment: { ...facts.environment, details: { ...details, python } } }
    : facts
}

/** Runs the commands of a stage, from its newest checkpoint on where it has some; returns all starts, this one last. */
async function perform(
  planned: StaleStage,
  facts: Promise<RunFacts>,
  ports: RunPorts,
): Promise<readonly RunStart[]> {
  const { checkpoint: rule } = planned.stage
  const { checkpoints } = ports
  if (rule && checkpoints) {
    const run = (terms: ResumeTerms) => execute(planned, ports, terms)
    return runResumable({ planned, rule, facts: await facts, ports: { ...ports, checkpoints }, run })
  }
  const started = ports.now()
  await execute(planned, ports)
  const seconds = Math.max(0, ports.now().getTime() - started.getTime()) / 1000
  return [startOf(await facts, started, seconds)]
}

/** The run is published, so nobody goes on from its checkpoints; where they cannot be removed they are only in the way. */
async function clearCheckpoints({ stage, key }: StaleStage, ports: RunPorts): Promise<void> {
  if (!stage.checkpoint || !ports.checkpoints) return
  try {
    await ports.checkpoints.shelf.clear(key)
  } catch (error) {
    ports.watcher.checkpointTrouble?.(stage.name, error)
  }
}

async function execute(
  { stage, key }: StaleStage,
  { root, executor, signal, watcher }: RunPorts,
  terms?: ResumeTerms,
): Promise<void> {
  if (!statSync(join(root, stage.wdir), { throwIfNoEntry: false })?.isDirectory()) {
    throw pipelineError(
      'pipeline/stage-failed',
      `Cannot run stage "${stage.name}": its folder "${stage.wdir}" is not there; expected a folder to run in`,
    )
  }
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
    const stop = AbortSignal.any([signal, failed.signal, ...(terms ? [terms.handOver] : [])])
    const end = await executor.run({ stage, key, env: terms?.env ?? {}, signal: stop, output })
    throwIfInterrupted(signal)
    failed.signal.throwIfAborted()
    if (end.how === 'paused' || (end.how !== 'done' && terms?.handOver.aborted)) throw handedOver(stage.name)
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
