import type { JobState } from '../../model.ts'
import { mayReview, pendingOf, reviewDeployments } from '../environments/review-deployments.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { accepted, created, list, ok, type Reply, redirect } from '../http/reply.ts'
import { presentAccount } from '../present/account.ts'
import { presentApprovedEnvironment, presentDeployment, presentPending } from '../present/deployment.ts'
import { currentAttempt, presentJob, presentRun } from '../present/run.ts'
import { logAddress } from '../runs/log-address.ts'
import { allJobs, type RunAttempt, type RunEntry } from '../state/run-entry.ts'

export function runIn(call: RepositoryCall): RunEntry {
  return found(call.repository.runs.get(call.number('run_id')))
}

function attemptIn(call: RepositoryCall, entry: RunEntry): RunAttempt {
  return found(entry.attempts.get(call.number('attempt_number')))
}

function jobIn(call: RepositoryCall): { entry: RunEntry; job: JobState } {
  const id = call.number('job_id')
  for (const entry of call.repository.runs.values()) {
    const job = allJobs(entry).find((candidate) => candidate.id === id)
    if (job) return { entry, job }
  }
  throw HttpError.notFound()
}

/** Runs that the query asks for, newest first. `status` takes a status or a conclusion. */
export function listRuns(call: RepositoryCall, among: readonly RunEntry[]): Reply {
  const { query } = call
  const is = (name: string, ...values: readonly (string | null)[]) => {
    const wanted = query.get(name)
    return wanted === null || values.includes(wanted)
  }
  const created = query.get('created')
  const runs = [...among]
    .reverse()
    .filter(
      ({ run, checkSuiteId }) =>
        is('actor', run.event.actor) &&
        is('branch', run.event.headBranch) &&
        is('event', run.event.name) &&
        is('status', run.status, run.conclusion) &&
        is('head_sha', run.event.headSha) &&
        is('check_suite_id', String(checkSuiteId)) &&
        (created === null || inRange(run.createdAt, created)),
    )
  return list(
    runs,
    (entry) => presentRun(call.forge, call.repository, entry, currentAttempt(entry)),
    'workflow_runs',
  )
}

/** GitHub's search dates: "2026-01-01", ">=2026-01-01", "2026-01-01..2026-02-01". */
function inRange(time: string, range: string): boolean {
  const [from, to] = range.split('..')
  if (to !== undefined) return time >= (from ?? '') && (to === '*' || time.slice(0, to.length) <= to)
  const [, sign = '', date = ''] = /^([<>]=?)?(.*)$/.exec(range) ?? []
  const start = time.slice(0, date.length)
  if (sign === '>=') return start >= date
  if (sign === '<=') return start <= date
  if (sign === '>') return start > date
  return sign === '<' ? start < date : start === date
}

/** Asks the runner to run again, or to stop. */
function control(call: RepositoryCall, kind: 'rerun' | 'rerun-failed' | 'cancel'): void {
  const { run } = runIn(call)
  if (kind === 'cancel' && run.status === 'completed')
    throw new HttpError(409, 'Cannot cancel a workflow run that is completed.')
  if (kind !== 'cancel' && run.status !== 'completed')
    throw new HttpError(403, 'This workflow is already running')
  if (kind === 'rerun-failed' && run.conclusion === 'success')
    throw new HttpError(403, 'This workflow run cannot be retried')
  call.forge.controls.send({ runId: run.id, kind, actor: call.account.login })
}

/** Asks for one job of the latest attempt, and with it for those that need it. */
function rerunJob(call: RepositoryCall): Reply {
  const { entry, job } = jobIn(call)
  if (entry.run.status !== 'completed') throw new HttpError(403, 'This workflow is already running')
  if (!entry.run.jobs.includes(job)) throw new HttpError(403, 'This job belongs to an earlier attempt')
  call.forge.controls.send({
    runId: entry.run.id,
    kind: 'rerun-job',
    jobId: job.id,
    actor: call.account.login,
  })
  return created({})
}

/** @throws HttpError 403 for jobs: only people review */
function requirePerson(call: RepositoryCall): void {
  if (call.actor.kind === 'job') throw new HttpError(403, 'Resource not accessible by integration')
}

function review(call: RepositoryCall): Reply {
  requirePerson(call)
  const request = call.json<{
    readonly environment_ids: readonly number[]
    readonly state: 'approved' | 'rejected'
    readonly comment: string
  }>()
  const deployments = reviewDeployments(call.forge, runIn(call), {
    environmentIds: request.environment_ids,
    state: request.state,
    comment: request.comment,
    reviewer: call.account,
  })
  if (!deployments)
    throw new HttpError(
      422,
      'There were one or more errors: the environment does not wait for a review of yours',
    )
  return ok(deployments.map((deployment) => presentDeployment(call.forge, call.repository, deployment)))
}

function listApprovals(call: RepositoryCall): Reply {
  const environments = [...call.repository.environments.values()]
  return ok(
    runIn(call).approvals.map((approval) => ({
      environments: environments
        .filter((environment) => environment.id === approval.environmentId)
        .map((environment) => presentApprovedEnvironment(call.forge, call.repository, environment)),
      state: approval.state,
      user: presentAccount(call.forge.links, call.forge.account(approval.login)),
      comment: approval.comment,
    })),
  )
}

function listJobs(call: RepositoryCall, entry: RunEntry, jobs: readonly JobState[]): Reply {
  return list(jobs, (job) => presentJob(call.forge, call.repository, entry, job), 'jobs')
}

export const runOperations: RepositoryOperations = {
  'GET /actions/runs': {
    needs: ['actions:read'],
    handle: (call) => listRuns(call, [...call.repository.runs.values()]),
  },
  'GET /actions/runs/{run_id}': {
    needs: ['actions:read'],
    handle: (call) => {
      const entry = runIn(call)
      return ok(presentRun(call.forge, call.repository, entry, currentAttempt(entry)))
    },
  },
  'GET /actions/runs/{run_id}/attempts/{attempt_number}': {
    needs: ['actions:read'],
    handle: (call) => {
      const entry = runIn(call)
      return ok(presentRun(call.forge, call.repository, entry, attemptIn(call, entry)))
    },
  },
  'GET /actions/runs/{run_id}/attempts/{attempt_number}/jobs': {
    needs: ['actions:read'],
    handle: (call) => {
      const entry = runIn(call)
      return listJobs(call, entry, attemptIn(call, entry).jobs)
    },
  },
  'GET /actions/runs/{run_id}/jobs': {
    needs: ['actions:read'],
    handle: (call) => {
      const entry = runIn(call)
      return listJobs(call, entry, call.query.get('filter') === 'all' ? allJobs(entry) : entry.run.jobs)
    },
  },
  'GET /actions/jobs/{job_id}': {
    needs: ['actions:read'],
    handle: (call) => {
      const { entry, job } = jobIn(call)
      return ok(presentJob(call.forge, call.repository, entry, job))
    },
  },
  'POST /actions/jobs/{job_id}/rerun': { needs: ['actions:write'], handle: rerunJob },
  'GET /actions/jobs/{job_id}/logs': {
    needs: ['actions:read'],
    handle: (call) => {
      call.requireAccount()
      return redirect(logAddress(call.forge, jobIn(call).job))
    },
  },
  'GET /actions/runs/{run_id}/approvals': { needs: ['actions:read'], handle: listApprovals },
  'GET /actions/runs/{run_id}/pending_deployments': {
    needs: ['actions:read'],
    handle: (call) => {
      const { actor } = call
      const pending = pendingOf(call.forge, runIn(call).run.id)
      const first = pending.filter(
        (one, at) => pending.findIndex((other) => other.environment === one.environment) === at,
      )
      const may = (one: (typeof first)[number]) => actor.kind === 'user' && mayReview(one, actor.account)
      return ok(first.map((one) => presentPending(call.forge, one, may(one))))
    },
  },
  'POST /actions/runs/{run_id}/pending_deployments': {
    needs: ['deployments:write'],
    forEverybody: true,
    handle: review,
  },
  'POST /actions/runs/{run_id}/rerun': {
    needs: ['actions:write'],
    handle: (call) => {
      control(call, 'rerun')
      return created({})
    },
  },
  'POST /actions/runs/{run_id}/rerun-failed-jobs': {
    needs: ['actions:write'],
    handle: (call) => {
      control(call, 'rerun-failed')
      return created({})
    },
  },
  'POST /actions/runs/{run_id}/cancel': {
    needs: ['actions:write'],
    handle: (call) => {
      control(call, 'cancel')
      return accepted({})
    },
  },
  'POST /actions/runs/{run_id}/force-cancel': {
    needs: ['actions:write'],
    handle: (call) => {
      control(call, 'cancel')
      return accepted({})
    },
  },
}
