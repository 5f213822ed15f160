import { type Project, type RunCost, sumCosts } from '@slipway/core'
import type { CostReport } from '@slipway/report'
import { pullRequestRuns } from '../cost/pull-request-runs.ts'
import { pricedRun, stageCost } from '../cost/stage-cost.ts'
import { unfinishedRuns } from '../cost/unfinished-runs.ts'
import type { PlannedCommit } from '../evidence/plan-evidence.ts'
import type { RunEvidence } from '../evidence/read-evidence.ts'

/** What a pull request took, at the prices of its base; a fork's claims are no cost of ours. */
export async function costReport(
  { claims, records, run }: RunEvidence,
  { planned, open }: PlannedCommit,
): Promise<CostReport> {
  const { project } = planned
  const own = [...records.values()].filter(({ producer }) => producer?.run_id === run.id)
  const number = claims.trusted ? claims.pull_request : null
  // It informs, and decides nothing: what cannot be read is not told, and the report goes on.
  const all = number === null ? null : await allCosts(number, open, project).catch(() => null)
  return {
    total: all && sumCosts(all, project.prices),
    budget: project.budget ? { limit: project.budget.limit, unit: project.budget.unit } : null,
    stages: claims.trusted ? own.map((record) => stageCost(record, project)) : [],
  }
}

async function allCosts(
  number: number,
  open: PlannedCommit['open'],
  project: Project,
): Promise<readonly RunCost[]> {
  const runs = await pullRequestRuns(open, number)
  const unfinished = await unfinishedRuns(open, number, project)
  return [...runs.map((record) => pricedRun(record, project)), ...unfinished.map(({ cost }) => cost)]
}
