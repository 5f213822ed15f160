import { type CostTotal, type Project, sumCosts } from '@slipway/core'
import type { ModelWork } from '../judge/model-work.ts'
import { pricedRun } from './stage-cost.ts'

/** What all runs took that a model and its evaluation came from. */
export function workCost({ runs }: Pick<ModelWork, 'runs'>, project: Project): CostTotal {
  return sumCosts(
    runs.map(({ record }) => pricedRun(record, project)),
    project.prices,
  )
}
