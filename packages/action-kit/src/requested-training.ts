import { TRAIN_WORKFLOW } from '@slipway/core'
import { actionError } from './error.ts'

/** One commit of a pull request that a maintainer asked to train. */
export interface RequestedTraining {
  readonly pullRequest: number
  /** Head of the pull request, as the maintainer named it. */
  readonly commit: string
  /** Its merge with the base, which is what runs. */
  readonly merge: string
}

const COMMIT = /^[0-9a-f]{40}$/

/**
 * What a run of the training workflow was asked for; undefined in any other run. Only people who may write can dispatch it, and
 * only the file of the default branch counts.
 *
 * @throws action/event-unfit for inputs that name no pull request or no commits
 */
export function requestedTraining(
  env: Readonly<Record<string, string | undefined>>,
  inputs: Readonly<Record<string, unknown>> | null | undefined,
  { repository, defaultBranch }: { readonly repository: string; readonly defaultBranch: string },
): RequestedTraining | undefined {
  if (env.GITHUB_EVENT_NAME !== 'workflow_dispatch') return undefined
  if (env.GITHUB_WORKFLOW_REF !== `${repository}/${TRAIN_WORKFLOW}@refs/heads/${defaultBranch}`)
    return undefined
  const { pull, commit, merge } = inputs ?? {}
  const pullRequest = Number(pull)
  if (Number.isSafeInteger(pullRequest) && pullRequest > 0 && isCommit(commit) && isCommit(merge))
    return { pullRequest, commit, merge }
  throw actionError(
    'action/event-unfit',
    `Cannot train pull request "${pull}" at "${commit}", merged as "${merge}"; expected a number and two full commit SHAs`,
    { hint: 'Comment "/slipway train" on the pull request: it fills them in' },
  )
}

function isCommit(value: unknown): value is string {
  return typeof value === 'string' && COMMIT.test(value)
}
