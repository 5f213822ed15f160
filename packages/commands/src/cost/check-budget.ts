import { type BudgetDecision, decideBudget, sumCosts } from '@slipway/core'
import type { Context } from '../context.ts'
import { commandError } from '../error.ts'
import { type PlannedWorkspace, planWorkspace } from '../plan-workspace.ts'
import { pullRequestRuns } from './pull-request-runs.ts'
import { pricedRun } from './stage-cost.ts'
import { unfinishedRuns } from './unfinished-runs.ts'

/** A budget that was looked at, and where jobs wait that would pass it. */
export interface CheckedBudget extends BudgetDecision {
  readonly pullRequest: number
  /** Undefined where they do not have to wait. */
  readonly environment: string | undefined
}

export interface BudgetQuestion {
  readonly pullRequest: number
  /** The base of the pull request, whose runs tell what a stage takes that it has not run itself. */
  readonly base: string | undefined
  /** Stages that are about to run on machines that cost. */
  readonly stages: readonly string[]
}

/**
 * Whether a pull request may run what it plans; undefined where there is no budget, or nothing planned.
 * @throws plan/over-budget where it would be passed and no environment is named in which a person approves
 */
export async function checkBudget(
  context: Context,
  { open, planned }: PlannedWorkspace,
  { pullRequest, base, stages }: BudgetQuestion,
): Promise<CheckedBudget | undefined> {
  const { project } = planned
  const { budget } = project
  if (!budget || stages.length === 0) return undefined
  const runs = await pullRequestRuns(open, pullRequest)
  const before = new Map(
    [...(await runsOfBase(context, base)), ...runs].map((record) => [record.stage, record]),
  )
  const decision = decideBudget(
    budget,
    sumCosts(
      [
        ...runs.map((record) => pricedRun(record, project)),
        ...(await unfinishedRuns(open, pullRequest, project)).map(({ cost }) => cost),
      ],
      project.prices,
    ),
    stages.map((stage) => {
      const record = before.get(stage)
      return { stage, before: record ? pricedRun(record, project) : null }
    }),
  )
  if (decision.isOver && budget.environment === undefined) throw overBudget(decision, pullRequest, stages)
  return { ...decision, pullRequest, environment: decision.isOver ? budget.environment : undefined }
}

async function runsOfBase(context: Context, base: string | undefined) {
  if (base === undefined) return []
  const { plan } = await planWorkspace(context, { rev: base })
  return plan.stages.flatMap(({ run }) => (run ? [run.record] : []))
}

function overBudget(
  { used, expected, limit, unit }: BudgetDecision,
  pullRequest: number,
  stages: readonly string[],
) {
  const amount = (value: number) => `${value.toFixed(2)} ${unit}`
  return commandError(
    'plan/over-budget',
    `Cannot start ${stages.join(', ')}: pull request ${pullRequest} has used ${amount(used)}, and these took ${amount(expected)} the last time; expected at most ${amount(limit)} in all`,
    {
      hint: 'To let a person approve it, name an environment with required reviewers as budget.environment on the default branch; or raise budget.pull-request there',
    },
  )
}

/** What a budget says, in one line for a summary. */
export function budgetText({ used, expected, limit, unit, unknown, environment }: CheckedBudget): string {
  const amount = (value: number) => `${value.toFixed(2)} ${unit}`
  const waits =
    environment === undefined ? '' : `; the jobs wait for an approval in the environment ${environment}`
  const notKnown = unknown.length === 0 ? '' : `, and nobody knows of ${unknown.join(', ')}`
  return `Budget: ${amount(used)} of ${amount(limit)} used, about ${amount(expected)} to come${notKnown}${waits}`
}
