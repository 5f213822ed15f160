import { defineCommand } from './command.ts'
import { renderPlan } from './render-plan.ts'
import { warnAboutData } from './warn-about-data.ts'
import { warnAboutPlan } from './warn-about-plan.ts'

export const planCommand = defineCommand({
  name: 'plan',
  summary: 'Show which stages are stale, why, and where they would run',
  arguments: {
    stages: { describe: 'Stages, with all that they depend on; all without.', many: true },
  },
  options: {
    rev: {
      kind: 'text',
      value: 'revision',
      describe: 'Plan this commit, from its tree, without a checkout.',
    },
    base: {
      kind: 'text',
      value: 'revision',
      describe: 'Plan as a pull request to this commit: store, models and evaluation are read from there.',
    },
  },
  examples: [
    'slipway plan',
    'slipway plan train',
    'slipway plan --rev HEAD~1 --json',
    'slipway plan --base origin/main',
  ],
  run: async (context, options) => {
    const { planResult, planWorkspace } = await import('./plan-workspace.ts')
    const planned = await planWorkspace(context, options)
    warnAboutPlan(planned.plan.warnings, context.progress)
    if (options.rev === undefined) await warnAboutData(planned, context)
    return planResult(planned, options)
  },
  render: renderPlan,
})
