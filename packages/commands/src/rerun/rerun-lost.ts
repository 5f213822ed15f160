import { endedJobs, type GitHub, rerunFailedJobs, runOf } from '@slipway/github'
import { planRerun, type RerunPlan } from './plan-rerun.ts'

export interface RerunOptions {
  readonly runId: number
  readonly mostAttempts: number
}

const WELL: readonly (string | null)[] = ['success', 'skipped', 'neutral']

/**
 * Runs the jobs of a run again that lost their machine, where nothing else failed. Of a run whose head lies in another
 * repository nothing is run again: what a fork reports is not believed.
 */
export async function rerunLost(github: GitHub, { runId, mostAttempts }: RerunOptions): Promise<RerunPlan> {
  const run = await runOf(github, runId)
  if (run.headRepository !== run.repository) return { rerun: false, reason: 'The run is of a fork.' }
  if (run.status !== 'completed') return { rerun: false, reason: 'The run goes on.' }
  const jobs = await endedJobs(github, runId)
  const ended = jobs.filter(({ conclusion }) => !WELL.includes(conclusion))
  const plan = planRerun({ attempt: run.attempt, mostAttempts, ended })
  if (plan.rerun) await rerunFailedJobs(github, runId, run.attempt)
  return plan
}
