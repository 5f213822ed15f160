import { collectSweep, type SweptRun } from './collect-sweep.ts'
import { pipelineError } from './error.ts'
import { expandSweeps } from './expand-sweeps.ts'
import { throwIfInterrupted } from './interrupted.ts'
import { LivePlan } from './live-plan.ts'
import type { KnownStage, Plan, PlannedStage } from './plan.ts'
import { putBack } from './put-back.ts'
import type { RunPorts } from './run-ports.ts'
import { runStage } from './run-stage.ts'
import { refuseTracked } from './stage-outputs.ts'
import type { StageResult } from './stage-result.ts'
import { writeStageState } from './stage-state.ts'

/**
 * Brings the workspace to what the plan stands for: restores known stages and runs the others, in order. Known stages
 * that are no targets are restored only where a stage that runs reads them.
 *
 * @returns one result per planned stage, in the plan's order
 * @throws the errors of runStage(), pipeline/output-in-git and pipeline/need-unknown; what was finished before stays published
 */
export async function runStages(plan: Plan, ports: RunPorts): Promise<readonly StageResult[]> {
  const { input, signal, watcher } = ports
  const targets = input.targets?.length ? new Set(input.targets) : undefined
  for (const { stage } of plan.stages) refuseTracked(stage, input.tree)
  const live = new LivePlan({ ...input, project: await expandSweeps(input.project, input.tree) })
  const swept: SweptRun[] = []
  const results: StageResult[] = []
  for (const first of plan.stages) {
    throwIfInterrupted(signal)
    // While other stages ran, this one's key may have become known, to us or to another runner.
    const planned = first.state === 'known' && !live.moved ? first : await live.plan(first.stage)
    const isTarget = targets?.has(first.stage.name) !== false
    const result = await bring(planned, isTarget, live, ports, swept)
    if (first.stage.variant) swept.push({ stage: first.stage, run: result.run })
    live.settle(first.stage.name, result.run)
    results.push(result)
    watcher.ends(result)
  }
  return results
}

async function bring(
  planned: PlannedStage,
  isTarget: boolean,
  live: LivePlan,
  ports: RunPorts,
  swept: readonly SweptRun[],
): Promise<StageResult> {
  const { stage } = planned
  if (planned.state === 'known') return restore(planned, isTarget, ports)
  if (ports.targetsOnly && !isTarget) throw needUnknown(planned)
  if (planned.state === 'pending')
    throw new Error(`stage ${stage.name} ${planned.reasons.join(', ')} after all that it needs has run`)
  ports.watcher.starts(planned, 'run')
  const { sweep } = stage
  const variants = swept.filter(({ stage: { variant } }) => variant?.of === stage.name)
  const result = sweep
    ? await collectSweep(planned, sweep, variants, ports)
    : await runStage(planned, live, ports)
  writeStageState(ports.root, stage.name, planned.preimage)
  return result
}

async function restore(planned: KnownStage, isTarget: boolean, ports: RunPorts): Promise<StageResult> {
  const { stage, preimage } = planned
  const run = planned.run.shared ? planned.run : await ports.book.share(planned.run)
  const result = { stage: stage.name, state: 'restored', run, added: undefined, seconds: 0 } as const
  // A variant lies in the workspace only while it runs, or where it was asked for by name.
  if (!isTarget || (stage.variant && !ports.input.targets?.includes(stage.name)))
    return { ...result, restored: [] }
  const restored = await putBack(run, ports.files, () => ports.watcher.starts(planned, 'restore'))
  writeStageState(ports.root, stage.name, preimage)
  return { ...result, restored }
}

function needUnknown({ stage, reasons }: PlannedStage) {
  const where = stage.runsOn ? ` on ${stage.runsOn.join(', ')}` : ''
  return pipelineError(
    'pipeline/need-unknown',
    `Cannot run here what needs stage "${stage.name}": ${reasons.join('; ')}; expected it to have run before${where}`,
    { hint: `Run \`slipway run ${stage.name}\` first, and share its run` },
  )
}
