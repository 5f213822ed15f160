import type { Conclusion, JobState, WorkflowRunState } from '../../model.ts'
import { repositoryPage } from '../present/repository.ts'
import { ACTIONS_BOT } from '../state/account.ts'
import type { Deployment, DeploymentState, Environment } from '../state/deployment.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PendingReview } from '../state/pending-review.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { addStatus } from './add-status.ts'
import { environmentOf } from './environment-of.ts'

export interface EnvironmentEntry {
  readonly approved: boolean
  end(conclusion: Conclusion, url?: string): void
}

/**
 * Makes the deployment of a job with an `environment:` (none for `deployment: false`), and waits for the environment's timer and reviewers.
 * An abort ends the wait as if it had been rejected.
 */
export async function enterEnvironment(
  forge: ForgeState,
  run: WorkflowRunState,
  job: JobState,
  signal: AbortSignal,
): Promise<EnvironmentEntry> {
  const repository = forge.repositoryOf(run.repository)
  const environment = environmentOf(forge, repository, job.environment?.name ?? '')
  const recorded = job.environment?.deployment !== false
  const deployment = recorded ? addDeployment(forge, repository, environment, run, job) : null
  const logUrl = `${repositoryPage(forge.links, repository)}/actions/runs/${run.id}/job/${job.id}`
  const add = (state: DeploymentState, environmentUrl?: string) => {
    if (deployment)
      addStatus(forge, repository, deployment, { state, creator: ACTIONS_BOT, logUrl, environmentUrl })
  }
  add('queued')
  const waiting = { repository, environment, deployment, run, job, since: forge.time() }
  const approved = await allPass(signal, [
    (until) => timer(environment, until),
    (until) => review(forge, waiting, until),
  ])
  if (!approved) {
    add('failure')
    return { approved, end: () => {} }
  }
  add('in_progress', job.environment?.url)
  return { approved, end: (conclusion, url) => add(END_STATES[conclusion] ?? 'error', url) }
}

/** What a deployment is when its job has ended so; an error in every other case. */
const END_STATES: Partial<Record<Conclusion, DeploymentState>> = { success: 'success', failure: 'failure' }

function addDeployment(
  forge: ForgeState,
  repository: ForgeRepository,
  environment: Environment,
  run: WorkflowRunState,
  job: JobState,
): Deployment {
  const time = forge.time()
  const deployment: Deployment = {
    id: forge.nextId(),
    sha: run.event.sha,
    ref: run.event.ref.replace(/^refs\/(heads|tags)\//, ''),
    task: 'deploy',
    environment: environment.name,
    description: null,
    payload: {},
    creator: ACTIONS_BOT,
    viaApp: true,
    createdAt: time,
    updatedAt: time,
    statuses: [],
    job: { runId: run.id, jobId: job.id },
  }
  repository.deployments.set(deployment.id, deployment)
  return deployment
}

/** Waits for every gate; the first one that says no ends the others. */
async function allPass(
  signal: AbortSignal,
  gates: readonly ((until: AbortSignal) => Promise<boolean>)[],
): Promise<boolean> {
  const refused = new AbortController()
  const until = AbortSignal.any([signal, refused.signal])
  const passed = gates.map(async (gate) => {
    const pass = await gate(until)
    if (!pass) refused.abort()
    return pass
  })
  return (await Promise.all(passed)).every((pass) => pass)
}

/** Waits the environment's minutes; false when aborted. */
function timer(environment: Environment, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false)
  if (environment.waitMinutes === 0) return Promise.resolve(true)
  return new Promise((resolve) => {
    const timeout = setTimeout(() => resolve(true), environment.waitMinutes * 60_000)
    signal.addEventListener('abort', () => {
      clearTimeout(timeout)
      resolve(false)
    })
  })
}

/** Waits for one of the reviewers; false when rejected or aborted. */
function review(
  forge: ForgeState,
  waiting: Omit<PendingReview, 'settle'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (waiting.environment.reviewers.length === 0) return Promise.resolve(true)
  if (signal.aborted) return Promise.resolve(false)
  return new Promise((resolve) => {
    const pending = {
      ...waiting,
      settle: (approved: boolean) => {
        forge.pendingReviews.delete(pending)
        resolve(approved)
      },
    }
    forge.pendingReviews.add(pending)
    signal.addEventListener('abort', () => pending.settle(false))
  })
}
