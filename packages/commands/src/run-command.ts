import { shortOf } from '@slipway/core'
import { defineCommand } from './command.ts'
import type { ExecutedStage } from './execute-stages.ts'
import type { PlanResult } from './plan-workspace.ts'
import { renderPlan } from './render-plan.ts'
import { textTable } from './text-table.ts'

export interface RunResult {
  /** What would be done, with `--dry-run`; nothing was done then. */
  readonly plan: PlanResult | null
  readonly stages: readonly ExecutedStage[]
}

export const runCommand = defineCommand({
  name: 'run',
  summary: 'Bring the outputs up to date: restore known stages, run the others',
  arguments: {
    stages: { describe: 'Stages, with all that they depend on; all without.', many: true },
  },
  options: {
    again: { kind: 'flag', describe: 'Run the stages although their keys are known, as a further attempt.' },
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
  examples: ['slipway run', 'slipway run train', 'slipway run evaluate --again', 'slipway run --dry-run'],
  run: async (context, { stages, again, dryRun, fresh, limitMinutes, noPush, base }): Promise<RunResult> => {
    const options = { stages, again, base }
    if (dryRun) {
      const { planResult, planWorkspace } = await import('./plan-workspace.ts')
      return { plan: planResult(await planWorkspace(context, options), options), stages: [] }
    }
    const { executedStages, executeStages } = await import('./execute-stages.ts')
    const execution = await executeStages(context, { ...options, fresh, limitMinutes, push: !noPush })
    return { plan: null, stages: executedStages(execution) }
  },
  render: ({ plan, stages }, terminal) => (plan ? renderPlan(plan, terminal) : renderStages(stages)),
})

function renderStages(stages: readonly ExecutedStage[]): string {
  if (stages.length === 0) return 'slipway.yaml has no stages'
  return textTable(stages.map((stage) => [stage.name, shortOf(stage.key), whatBecame(stage)]))
}

function whatBecame({ state, seconds, restored, again, attempt, where, starts }: ExecutedStage): string {
  if (again) {
    const differs =
      again.differs.length === 0 ? 'the same bytes' : `other bytes in ${again.differs.join(', ')}`
    return `ran in ${seconds.toFixed(1)} s as attempt ${again.attempt}: ${differs}; the workspace keeps attempt ${attempt}`
  }
  const resumed = starts > 1 ? `, resumed (${starts} starts in all)` : ''
  if (state === 'ran') return `ran in ${seconds.toFixed(1)} s${resumed}`
  return restored.length === 0 ? 'up to date' : `restored from ${where}`
}
