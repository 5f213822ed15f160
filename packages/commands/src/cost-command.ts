import type { CostTotal } from '@slipway/core'
import type { StageCost } from '@slipway/report'
import { defineCommand } from './command.ts'
import type { VersionCost } from './cost/model-costs.ts'
import { renderCost } from './cost/render-cost.ts'
import { commandError } from './error.ts'

export interface CostResult {
  readonly model: string | null
  readonly pullRequest: number | null
  /** Of the runs of the work tree as it is, or of a pull request; empty for a model. */
  readonly stages: readonly StageCost[]
  readonly total: CostTotal | null
  readonly budget: { readonly limit: number; readonly unit: string } | null
  /** Of a model, the newest first. */
  readonly versions: readonly VersionCost[]
}

export const costCommand = defineCommand({
  name: 'cost',
  summary:
    'Show what runs took: GPU-hours, energy, money; of the work tree, of a pull request, or of a model over time',
  arguments: { model: { describe: 'A model: its versions over time. The runs of the work tree without.' } },
  options: {
    pullRequest: { kind: 'number', value: 'number', describe: 'All runs that this pull request made.' },
    last: { kind: 'number', value: 'count', describe: 'So many versions of the model.', default: 20 },
  },
  examples: ['slipway cost', 'slipway cost flight-delay', 'slipway cost --pull-request 12 --json'],
  run: async (context, { model, pullRequest, last }): Promise<CostResult> => {
    if (model !== undefined && pullRequest !== undefined)
      throw commandError(
        'cost/arguments-invalid',
        `Cannot show the cost of "${model}" and of a pull request at once; expected one of them`,
      )
    const empty = { model: null, pullRequest: null, stages: [], total: null, budget: null, versions: [] }
    const [{ openWorkspace }, { stageCost }, { sumCosts }] = await Promise.all([
      import('./open-workspace.ts'),
      import('./cost/stage-cost.ts'),
      import('@slipway/core'),
    ])
    const open = await openWorkspace(context)
    const { project } = open
    if (model !== undefined) {
      const { modelCosts } = await import('./cost/model-costs.ts')
      return { ...empty, model, versions: await modelCosts(context, project, model, last) }
    }
    const { runsOfWorkTree } = await import('./cost/work-tree-runs.ts')
    const { pullRequestRuns } = await import('./cost/pull-request-runs.ts')
    const runs =
      pullRequest === undefined ? await runsOfWorkTree(context) : await pullRequestRuns(open, pullRequest)
    const stages = runs.map((record) => stageCost(record, project))
    const total = sumCosts(
      stages.map(({ cost }) => cost),
      project.prices,
    )
    const { limit, unit } = project.budget ?? {}
    const budget =
      pullRequest === undefined || limit === undefined || unit === undefined ? null : { limit, unit }
    return { ...empty, pullRequest: pullRequest ?? null, stages, total, budget }
  },
  render: renderCost,
})
