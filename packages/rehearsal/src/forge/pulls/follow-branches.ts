import { emitPullRequest } from '../events/pull-request-event.ts'
import type { RefMove } from '../events/push-event.ts'
import { isAncestor } from '../git/commits.ts'
import type { Pusher } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { refreshPull } from './refresh-pull.ts'

/** What branches that moved mean to the open pull requests from them and into them. */
export async function followBranches(
  forge: ForgeState,
  moved: ForgeRepository,
  moves: readonly RefMove[],
  by: Pusher,
): Promise<void> {
  const byBranch = new Map(moves.map((move) => [move.ref.slice('refs/heads/'.length), move]))
  for (const repository of forge.repositories)
    for (const pull of repository.pulls.values()) {
      if (pull.state === 'closed') continue
      const head = pull.head.repository === moved ? byBranch.get(pull.head.ref) : undefined
      const base = repository === moved ? byBranch.get(pull.base.ref) : undefined
      if (head) await followHead(forge, repository, pull, head, by)
      if (base && pull.state === 'open') await followBase(forge, repository, pull, base, by)
    }
}

async function followHead(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  move: RefMove,
  by: Pusher,
): Promise<void> {
  if (move.to === null) return closePull(forge, repository, pull, by)
  const before = pull.head.sha
  pull.head.sha = move.to
  pull.base.sha = repository.branch(pull.base.ref)?.oid ?? pull.base.sha
  pull.updatedAt = forge.time()
  pull.timeline.push({ kind: 'pushed', actor: by.account, at: forge.time(), sha: move.to })
  await refreshPull(forge, repository, pull)
  await emitPullRequest(forge, repository, pull, 'synchronize', by, { before, after: move.to })
}

async function followBase(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  move: RefMove,
  by: Pusher,
): Promise<void> {
  if (move.to === null) return closePull(forge, repository, pull, by)
  // A head that somebody pushed to the base counts as merged.
  if (await isAncestor(repository.git, pull.head.sha, move.to))
    return markMerged(
      forge,
      repository,
      pull,
      { sha: pull.head.sha, method: 'merge', commits: pull.commits },
      by,
    )
  await refreshPull(forge, repository, pull)
}

/** Closes a pull request without merging it. */
export async function closePull(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  by: Pusher,
): Promise<void> {
  close(forge, pull, by)
  pull.timeline.push({ kind: 'closed', actor: by.account, at: forge.time(), sha: null })
  await emitPullRequest(forge, repository, pull, 'closed', by)
}

/** Closes a pull request as merged. */
export async function markMerged(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  merge: Pick<NonNullable<PullRequest['merged']>, 'sha' | 'method' | 'commits'>,
  by: Pusher,
): Promise<void> {
  close(forge, pull, by)
  pull.merged = { ...merge, at: forge.time(), by: by.account }
  pull.timeline.push({ kind: 'merged', actor: by.account, at: forge.time(), sha: merge.sha })
  await emitPullRequest(forge, repository, pull, 'closed', by)
}

function close(forge: ForgeState, pull: PullRequest, by: Pusher): void {
  pull.state = 'closed'
  pull.closedAt = forge.time()
  pull.updatedAt = forge.time()
  pull.closedBy = by.account
}
