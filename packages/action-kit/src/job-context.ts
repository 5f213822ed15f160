import { readFileSync } from 'node:fs'
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
 * Reads the job from the runner's variables and its event.
 * @throws action/environment-missing outside a job, action/event-unfit for an event that cannot be read
 */
export function readJobContext(env: Environment): JobContext {
  const need = (name: string): string => {
    const value = env[name]
    if (value) return value
    throw actionError('action/environment-missing', `Cannot run this action: ${name} is not set`, {
      hint: 'An action runs in a job of GitHub Actions, or in `slipway rehearse`',
    })
  }
  const payload = readEvent(need('GITHUB_EVENT_PATH'))
  const repository = need('GITHUB_REPOSITORY')
  const ref = need('GITHUB_REF')
  const pull = payload.pull_request
  const pullRequest = pull && {
    number: pull.number,
    headSha: pull.head.sha,
    baseSha: pull.base.sha,
    trusted: pull.head.repo?.full_name === repository,
  }
  const defaultBranch = payload.repository?.default_branch ?? 'main'
  return {
    repository,
    repositoryId: Number(need('GITHUB_REPOSITORY_ID')),
    workspace: need('GITHUB_WORKSPACE'),
    temp: need('RUNNER_TEMP'),
    serverUrl: env.GITHUB_SERVER_URL || 'https://github.com',
    event: need('GITHUB_EVENT_NAME'),
    sha: need('GITHUB_SHA'),
    ref,
    refName: need('GITHUB_REF_NAME'),
    actor: need('GITHUB_ACTOR'),
    runId: Number(need('GITHUB_RUN_ID')),
    runAttempt: Number(need('GITHUB_RUN_ATTEMPT')),
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

function readEvent(file: string): EventPayload {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as EventPayload
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause)
    throw actionError(
      'action/event-unfit',
      `Cannot read the event in "${file}": ${found}; expected what GitHub sends, as JSON`,
      { cause },
    )
  }
}
