import type { EnvironmentDetails } from '@slipway/core'
import { throwIfInterrupted } from './interrupted.ts'
import type { LivePlan } from './live-plan.ts'
import { performStage } from './perform-stage.ts'
import type { StaleStage } from './plan.ts'
import { publishRun } from './publish-run.ts'
import { putBack } from './put-back.ts'
import type { RunFacts, RunPorts } from './run-ports.ts'
import { checkInputs, placeInputs } from './stage-inputs.ts'
import { clearOutputs, saveOutputs } from './stage-outputs.ts'
import type { StageResult } from './stage-result.ts'

/**
 * Runs one stage and publishes its run. On every error nothing is published and the log is kept.
 * @throws pipeline/data-differs, pipeline/stage-failed, pipeline/stage-timed-out, pipeline/alarm,
 * pipeline/interrupted, pipeline/handed-over, pipeline/hand-over-impossible, pipeline/inputs-changed, pipeline/output-missing
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
  const performed = await performStage(planned, facts, ports)
  const seconds = performed.starts.at(-1)?.seconds ?? 0
  await checkInputs(planned, live, ports)
  const outputs = await saveOutputs(stage, root, files)
  throwIfInterrupted(signal)
  const known = withPython(await facts, ports.python?.(stage) ?? null)
  const published = await publishRun(
    { planned, outputs, facts: known, ...performed },
    ports.input.runs,
    ports.book,
  )
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

/** The run is published, so nobody goes on from its checkpoints; where they cannot be removed they are only in the way. */
async function clearCheckpoints({ stage, key }: StaleStage, ports: RunPorts): Promise<void> {
  if (!stage.checkpoint || !ports.checkpoints) return
  try {
    await ports.checkpoints.shelf.clear(key)
  } catch (error) {
    ports.watcher.checkpointTrouble?.(stage.name, error)
  }
}
