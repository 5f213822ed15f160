import { readLog, writeCommit } from '../git/commits.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { rebaseCommits } from '../git/merge.ts'
import { writeRefs } from '../git/refs.ts'
import { HttpError } from '../http/http-error.ts'
import { followPush } from '../refs/follow-push.ts'
import { WEB_FLOW } from '../state/account.ts'
import type { Pusher } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { MergeMethod, PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { markMerged } from './follow-branches.ts'
import { mergeMessage, squashMessage } from './merge-message.ts'
import { missingChecks } from './pull-state.ts'

export interface MergeRequest {
  readonly method: MergeMethod
  /** The head that the caller has seen. */
  readonly sha: string | undefined
  readonly title: string | undefined
  readonly message: string | undefined
}

/**
 * Merges a pull request: one squashed commit, a merge commit, or its commits rebased. The caller holds the ref lock.
 * @returns the new tip of the base branch
 * @throws HttpError 405 where it cannot be merged, 409 where its head moved on
 */
export async function mergePull(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  request: MergeRequest,
  by: Pusher,
): Promise<string> {
  const base = repository.branch(pull.base.ref)
  if (pull.state === 'closed' || pull.testMerge === null || pull.draft || !base)
    throw new HttpError(405, 'Pull Request is not mergeable')
  if (request.sha !== undefined && request.sha !== pull.head.sha)
    throw new HttpError(409, 'Head branch was modified. Review and try the merge again.')
  const missing = missingChecks(repository, pull)
  if (missing.length > 0)
    throw new HttpError(
      405,
      `Repository rule violations found\n\n${missing.length} of ${missing.length} required status checks are expected: ${missing.join(', ')}.`,
    )
  const { commits, ...rest } = pull
  const put = await commitsToPut(forge, repository, pull, base.oid, request, by)
  const sha = put.at(-1)
  if (sha === undefined) throw new HttpError(405, "This branch can't be rebased")
  const before = repository.refs
  const moved = await writeRefs(repository.git, [
    { ref: `refs/heads/${rest.base.ref}`, to: sha, from: base.oid },
  ])
  if (!moved) throw new HttpError(405, 'Base branch was modified. Review and try the merge again.')
  await rememberCommits(repository, [sha])
  await repository.reloadRefs()
  // Marked first, so that what follows the push does not take the pull request for an open one.
  await markMerged(forge, repository, pull, { sha, method: request.method, commits: put }, by)
  pull.commits = commits
  await followPush(forge, repository, before, by)
  return sha
}

/** The commits that the base branch gets, oldest first; none where a rebase conflicts. */
async function commitsToPut(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  base: string,
  request: MergeRequest,
  by: Pusher,
): Promise<readonly string[]> {
  const { git } = repository
  const date = forge.time()
  const person = { name: by.account.name, email: by.account.email, date }
  if (request.method === 'rebase') return (await rebaseCommits(git, pull.commits, base, person)) ?? []
  const tree = await git.text(['rev-parse', `${pull.testMerge}^{tree}`])
  const committer = { ...WEB_FLOW, date }
  if (request.method === 'merge') {
    const message = mergeMessage(pull, request)
    const parents = [base, pull.head.sha]
    return [await writeCommit(git, { tree, parents, author: person, committer, message })]
  }
  const commits = await readLog(git, ['--no-walk=unsorted', ...pull.commits])
  const author = { name: pull.author.name, email: pull.author.email, date }
  const message = squashMessage(pull, commits, request)
  return [await writeCommit(git, { tree, parents: [base], author, committer, message })]
}
