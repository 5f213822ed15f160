import { readFileSync } from 'node:fs'
import { type Domain, parseDomain } from '@slipway/core'
import { actionError } from './error.ts'
import { type RequestedTraining, requestedTraining } from './requested-training.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The parts of a webhook payload that we read. */
interface EventPayload {
  readonly repository?: { readonly default_branch?: string; readonly full_name?: string }
  readonly pull_request?: {
    readonly number: number
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null }
  }
  readonly workflow_run?: {
    readonly id: number
    readonly head_repository?: { readonly full_name: string } | null
  }
  readonly inputs?: Readonly<Record<string, unknown>> | null
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
  /** True on a machine of the team's own, which the jobs that follow share. */
  readonly selfHosted: boolean
  /** `owner/name` that the event's code comes from, null where that is gone; undefined where the event names no other. */
  readonly headRepository: string | null | undefined
  /** The commit of a pull request that a maintainer has this run train. */
  readonly training: RequestedTraining | undefined
  /**
   * The pull request of this event, or the one that this run was asked to train. The head of an event may lie in a fork: then nothing
   * of it is trusted. A commit that a maintainer asked for is.
   */
  readonly pullRequest:
    | {
        readonly number: number
        readonly headSha: string
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
  const defaultBranch = payload.repository?.default_branch ?? 'main'
  const training = requestedTraining(env, payload.inputs, { repository, defaultBranch })
  const pullRequest = pullRequestOf(payload, repository, training)
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
    selfHosted: env.RUNNER_ENVIRONMENT === 'self-hosted',
    headRepository: headRepositoryOf(payload),
    training,
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

function pullRequestOf(
  { pull_request: pull }: EventPayload,
  repository: string,
  training: RequestedTraining | undefined,
): JobContext['pullRequest'] {
  if (training) return { number: training.pullRequest, headSha: training.commit, trusted: true }
  return (
    pull && {
      number: pull.number,
      headSha: pull.head.sha,
      trusted: pull.head.repo?.full_name === repository,
    }
  )
}

function headRepositoryOf({ pull_request: pull, workflow_run: run }: EventPayload) {
  if (pull) return pull.head.repo?.full_name ?? null
  return run && 'head_repository' in run ? (run.head_repository?.full_name ?? null) : undefined
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
