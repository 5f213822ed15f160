import { emitPullRequest } from '../events/pull-request-event.ts'
import { isAncestor } from '../git/commits.ts'
import { HttpError } from '../http/http-error.ts'
import type { Pusher } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { refreshPull } from './refresh-pull.ts'

export interface NewPull {
  readonly title: string
  readonly body: string | null
  readonly head: { readonly repository: ForgeRepository; readonly ref: string }
  readonly base: string
  readonly draft: boolean
  readonly maintainerCanModify: boolean
}

/**
 * Opens a pull request. The caller holds the ref lock.
 * @throws HttpError 422 as GitHub: unknown branch, nothing to merge, or there is one already
 */
export async function openPull(
  forge: ForgeState,
  repository: ForgeRepository,
  request: NewPull,
  by: Pusher,
): Promise<PullRequest> {
  const invalid = (field: string, message?: string) =>
    HttpError.validation([
      {
        resource: 'PullRequest',
        field,
        code: message ? 'custom' : 'invalid',
        ...(message ? { message } : {}),
      },
    ])
  const base = repository.branch(request.base)
  const head = request.head.repository.branch(request.head.ref)
  if (!base) throw invalid('base')
  if (!head) throw invalid('head')
  const label = `${request.head.repository.owner.login}:${request.head.ref}`
  const twin = [...repository.pulls.values()].find(
    (pull) =>
      pull.state === 'open' &&
      pull.head.repository === request.head.repository &&
      pull.head.ref === request.head.ref &&
      pull.base.ref === request.base,
  )
  if (twin) throw invalid('head', `A pull request already exists for ${label}.`)
  if (
    head.oid === base.oid ||
    (request.head.repository === repository && (await isAncestor(repository.git, head.oid, base.oid)))
  )
    throw invalid('head', `No commits between ${request.base} and ${label}`)
  const pull = newPull(forge, repository, request, { head: head.oid, base: base.oid }, by)
  await refreshPull(forge, repository, pull)
  repository.pulls.set(pull.number, pull)
  await emitPullRequest(forge, repository, pull, 'opened', by)
  return pull
}

function newPull(
  forge: ForgeState,
  repository: ForgeRepository,
  request: NewPull,
  at: { readonly head: string; readonly base: string },
  by: Pusher,
): PullRequest {
  const time = forge.time()
  return {
    kind: 'pull',
    id: forge.nextId(),
    number: repository.nextNumber(),
    title: request.title,
    body: request.body,
    author: by.account,
    viaApp: by.actor.kind === 'job',
    state: 'open',
    labels: [],
    createdAt: time,
    updatedAt: time,
    closedAt: null,
    closedBy: null,
    timeline: [],
    draft: request.draft,
    head: { ...request.head, sha: at.head },
    base: { ref: request.base, sha: at.base },
    mergeable: null,
    testMerge: null,
    commits: [],
    changes: { additions: 0, deletions: 0, files: 0 },
    merged: null,
    maintainerCanModify: request.maintainerCanModify,
    reviews: [],
  }
}
