import type { CostTotal } from '@slipway/core'
import type { StageCost } from '@slipway/report'
import { defineCommand } from './command.ts'
import type { VersionCost } from './cost/model-costs.ts'
import { renderCost } from './cost/render-cost.ts'

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
  run: async (context, values): Promise<CostResult> => {
    const { tellCost } = await import('./cost/tell-cost.ts')
    return tellCost(context, values)
  },
  render: renderCost,
})
