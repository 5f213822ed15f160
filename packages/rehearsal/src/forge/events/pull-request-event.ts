import type { WorkflowEvent } from '../../model.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { presentPull } from '../present/pull.ts'
import type { Pusher } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { atDefaultBranch, commonPayload, emitEvent } from './emit.ts'

export type PullAction = 'opened' | 'synchronize' | 'reopened' | 'closed'

/**
 * Sends `pull_request`, which runs on the merge of head and base (so not while they conflict), and
 * `pull_request_target`, which runs on the default branch.
 */
export async function emitPullRequest(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  action: PullAction,
  by: Pusher,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await rememberCommits(repository, [pull.head.sha])
  const payload = {
    action,
    number: pull.number,
    pull_request: presentPull(forge, repository, pull),
    ...more,
    ...commonPayload(forge, repository, by.account),
  }
  const common = {
    action,
    repository: repository.ref,
    payload,
    headSha: pull.head.sha,
    headBranch: pull.head.ref,
    headRepository: pull.head.repository.ref,
    actor: by.account.login,
    pullRequests: [pull.number],
  } satisfies Partial<WorkflowEvent>
  const merge = pull.testMerge
  if (merge !== null)
    emitEvent(
      forge,
      {
        ...common,
        name: 'pull_request',
        sha: merge,
        ref: `refs/pull/${pull.number}/merge`,
        workflowSha: merge,
      },
      by.actor,
    )
  const base = atDefaultBranch(repository)
  if (base) emitEvent(forge, { ...base, ...common, name: 'pull_request_target' }, by.actor)
}
