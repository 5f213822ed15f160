import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'

/**
 * Pull requests that a commit belongs to: it is one of the head's own, or one that the merge put on the base branch
 * (the squashed commit, the merge commit, each rebased one). Merged ones come first.
 */
export function pullsWithCommit(repository: ForgeRepository, oid: string): readonly PullRequest[] {
  return [...repository.pulls.values()]
    .filter((pull) => pull.commits.includes(oid) || pull.merged?.commits.includes(oid))
    .sort((a, b) => Number(b.merged !== null) - Number(a.merged !== null) || b.number - a.number)
}
