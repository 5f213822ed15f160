import { context } from '@actions/github'
import { type Domain, parseDomain } from '@slipway/core'
import { actionError } from './error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The parts of a webhook payload that we read. */
interface EventPayload {
  readonly repository?: { readonly default_branch?: string; readonly full_name?: string }
  readonly pull_request?: {
    readonly number: number
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null }
    readonly base: { readonly sha: string }
  }
  readonly workflow_run?: { readonly id: number }
  readonly before?: string
}

/** Where and for what this job runs, from what the runner says. */
export interface JobContext {
  readonly repository: string
  readonly repositoryId: number
  readonly workspace: string
  readonly temp: string
  readonly serverUrl: string
  readonly apiUrl: string
  readonly event: string
  readonly sha: string
  readonly ref: string
  readonly refName: string
  readonly actor: string
  readonly runId: number
  readonly runAttempt: number
  readonly defaultBranch: string
  /** The pull request of this event. Its head may lie in a fork: then nothing of it is trusted. */
  readonly pullRequest:
    | {
        readonly number: number
        readonly headSha: string
        readonly baseSha: string
        readonly trusted: boolean
      }
    | undefined
  /** The run that caused this one (`workflow_run`). */
  readonly causedByRun: number | undefined
  /** The commit that the branch held before this push. */
  readonly before: string | undefined
  readonly domain: Domain
}

const ZERO = /^0+$/

/**
 * Reads the job from the toolkit's own context and the variables it leaves out.
 * @throws action/environment-missing outside a job
 */
export function readJobContext(env: Environment): JobContext {
  const need = (name: string): string => {
    const value = env[name]
    if (value) return value
    throw actionError('action/environment-missing', `Cannot run this action: ${name} is not set`, {
      hint: 'An action runs in a job of GitHub Actions, or in `slipway rehearse`',
    })
  }
  need('GITHUB_EVENT_PATH')
  const payload = context.payload as object as EventPayload
  const repository = need('GITHUB_REPOSITORY')
  const repositoryId = Number(need('GITHUB_REPOSITORY_ID'))
  const pull = payload.pull_request
  const pullRequest = pull && {
    number: pull.number,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    trusted: pull.head.repo?.full_name === repository,
  }
  const defaultBranch = payload.repository?.default_branch ?? 'main'
  const { sha, ref, eventName: event, runId, runAttempt, actor, serverUrl, apiUrl } = context
  return {
    repository,
    repositoryId,
    workspace: need('GITHUB_WORKSPACE'),
    temp: need('RUNNER_TEMP'),
    serverUrl,
    apiUrl,
    event,
    sha,
    ref,
    refName: need('GITHUB_REF_NAME'),
    actor,
    runId,
    runAttempt,
    defaultBranch,
    pullRequest,
    causedByRun: payload.workflow_run?.id,
    before: payload.before && !ZERO.test(payload.before) ? payload.before : undefined,
    domain: pullRequest
      ? parseDomain(`pr-${pullRequest.number}`)
      : ref === `refs/heads/${defaultBranch}`
        ? 'main'
        : 'dev',
  }
}
