import { shortOf } from '@slipway/core'
import { defineCommand } from './command.ts'
import type { ExecutedStage } from './execute-stages.ts'
import type { PlanResult } from './plan-workspace.ts'
import { renderPlan } from './render-plan.ts'
import type { RepeatedStage } from './repeat-stages.ts'
import { renderServed, type TierAmount } from './served-by.ts'
import { textTable } from './text-table.ts'

export interface RunResult {
  /** What would be done, with `--dry-run`; nothing was done then. */
  readonly plan: PlanResult | null
  readonly stages: readonly ExecutedStage[]
  /** Which places had what was put into the workspace, the nearest first. */
  readonly served: readonly TierAmount[]
  /** What running the stages a second time showed, with `--twice`. */
  readonly repeated: readonly RepeatedStage[] | null
}

export const runCommand = defineCommand({
  name: 'run',
  summary: 'Bring the outputs up to date: restore known stages, run the others',
  arguments: {
    stages: { describe: 'Stages, with all that they depend on; all without.', many: true },
  },
  options: {
    again: { kind: 'flag', describe: 'Run the stages although their keys are known, as a further attempt.' },
    twice: {
      kind: 'flag',
      describe: 'Run each stage twice on this machine and compare the bytes; the second run is not kept.',
    },
    dryRun: { kind: 'flag', describe: 'Show the plan and do nothing.' },
    fresh: { kind: 'flag', describe: 'Start the stages from nothing, not from their checkpoints.' },
    limitMinutes: {
      kind: 'number',
      value: 'minutes',
      describe: 'Hand over at a checkpoint before so many minutes are over.',
    },
    noPush: { kind: 'flag', describe: 'Keep runs on this machine.' },
    base: {
      kind: 'text',
      value: 'revision',
      describe: 'Run as a pull request to this commit: store, models and evaluation are read from there.',
    },
  },
  examples: [
    'slipway run',
    'slipway run train',
    'slipway run evaluate --again',
    'slipway run train --twice',
    'slipway run --dry-run',
  ],
  run: async (
    context,
    { stages, again, twice, dryRun, fresh, limitMinutes, noPush, base },
  ): Promise<RunResult> => {
    const options = { stages, again, base }
    if (dryRun) {
      const { planResult, planWorkspace } = await import('./plan-workspace.ts')
      return {
        plan: planResult(await planWorkspace(context, options), options),
        stages: [],
        served: [],
        repeated: null,
      }
    }
    const { executedStages, executeStages } = await import('./execute-stages.ts')
    const execution = await executeStages(context, { ...options, fresh, limitMinutes, push: !noPush })
    const result = { plan: null, stages: executedStages(execution), served: execution.served }
    if (!twice) return { ...result, repeated: null }
    const { repeatStages } = await import('./repeat-stages.ts')
    return { ...result, repeated: await repeatStages(context, execution, { stages, base }) }
  },
  render: ({ plan, stages, served, repeated }, terminal) => {
    if (plan) return renderPlan(plan, terminal)
    const data = served.some(({ tier }) => tier !== 'workspace') ? [`Data: ${renderServed(served)}`] : []
    return [renderStages(stages), ...data, ...(repeated ? ['', renderRepeated(repeated)] : [])].join('\n')
  },
  exitCode: ({ repeated }) => (repeated?.some(({ differs }) => differs.length > 0) ? 1 : 0),
})

function renderStages(stages: readonly ExecutedStage[]): string {
  if (stages.length === 0) return 'slipway.yaml has no stages'
  return textTable(stages.map((stage) => [stage.name, shortOf(stage.key), whatBecame(stage)]))
}

function renderRepeated(repeated: readonly RepeatedStage[]): string {
  return textTable(repeated.map((stage) => [stage.name, 'twice', whatRepeated(stage)]))
}

function whatRepeated({ differs, known }: RepeatedStage): string {
  if (differs.length > 0) return `other bytes in ${differs.join(', ')}: it is not deterministic here`
  if (known === null || known.differs.length === 0) return 'the same bytes'
  return `the same bytes here, and others than the run of ${known.where} in ${known.differs.join(', ')}`
}

function whatBecame({
  state,
  seconds,
  restored,
  again,
  attempt,
  where,
  starts,
  stoppedEarly,
}: ExecutedStage): string {
  if (again) {
    const differs =
      again.differs.length === 0 ? 'the same bytes' : `other bytes in ${again.differs.join(', ')}`
    return `ran in ${seconds.toFixed(1)} s as attempt ${again.attempt}: ${differs}; the workspace keeps attempt ${attempt}`
  }
  const resumed = starts > 1 ? `, resumed (${starts} starts in all)` : ''
  const early = stoppedEarly ? `, stopped early at step ${stoppedEarly.step}` : ''
  if (state === 'ran') return `ran in ${seconds.toFixed(1)} s${resumed}${early}`
  return restored.length === 0 ? 'up to date' : `restored from ${where}`
}
