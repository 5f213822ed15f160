import { sumCosts } from '@slipway/core'
import type { Context } from '../context.ts'
import type { CostResult } from '../cost-command.ts'
import { commandError } from '../error.ts'
import { openWorkspace } from '../open-workspace.ts'
import { modelCosts } from './model-costs.ts'
import { pullRequestRuns } from './pull-request-runs.ts'
import { stageCost } from './stage-cost.ts'
import { unfinishedRuns } from './unfinished-runs.ts'
import { runsOfWorkTree } from './work-tree-runs.ts'

interface CostQuestion {
  readonly model: string | undefined
  readonly pullRequest: number | undefined
  readonly last: number
}

/** @throws cost/arguments-invalid */
export async function tellCost(
  context: Context,
  { model, pullRequest, last }: CostQuestion,
): Promise<CostResult> {
  if (model !== undefined && pullRequest !== undefined)
    throw commandError(
      'cost/arguments-invalid',
      `Cannot show the cost of "${model}" and of a pull request at once; expected one of them`,
    )
  const empty = { model: null, pullRequest: null, stages: [], total: null, budget: null, versions: [] }
  const open = await openWorkspace(context)
  const { project } = open
  if (model !== undefined)
    return { ...empty, model, versions: await modelCosts(context, project, model, last) }
  const runs =
    pullRequest === undefined ? await runsOfWorkTree(context) : await pullRequestRuns(open, pullRequest)
  const unfinished = pullRequest === undefined ? [] : await unfinishedRuns(open, pullRequest, project)
  const stages = [...runs.map((record) => stageCost(record, project)), ...unfinished]
  const total = sumCosts(
    stages.map(({ cost }) => cost),
    project.prices,
  )
  const { budget } = project
  return {
    ...empty,
    pullRequest: pullRequest ?? null,
    stages,
    total,
    budget: pullRequest === undefined || !budget ? null : { limit: budget.limit, unit: budget.unit },
  }
}
