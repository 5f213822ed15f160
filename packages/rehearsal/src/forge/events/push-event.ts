import type { WorkflowEvent } from '../../model.ts'
import { commitsBetween, isAncestor } from '../git/commits.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { presentSimpleCommit } from '../present/commit.ts'
import { repositoryPage } from '../present/repository.ts'
import type { Account } from '../state/account.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { commonPayload } from './emit.ts'

/** A branch or tag that moved; null where it was not there, or is not there any more. */
export interface RefMove {
  readonly ref: string
  readonly from: string | null
  readonly to: string | null
}

const NOTHING = '0'.repeat(40)
/** GitHub lists no more commits than this in a payload. */
const LISTED_COMMITS = 20

/** `push`, for a ref that now names a commit. */
export async function pushEvent(
  forge: ForgeState,
  repository: ForgeRepository,
  move: RefMove & { readonly to: string },
  pusher: Account,
): Promise<WorkflowEvent> {
  const { ref } = move
  const sha = repository.refs.get(ref)?.commit ?? move.to
  const isBranch = ref.startsWith('refs/heads/')
  const oids = isBranch ? await pushedCommits(repository, move.from, sha) : []
  const listed = await rememberCommits(repository, oids.slice(-LISTED_COMMITS))
  const [head] = await rememberCommits(repository, [sha])
  const page = repositoryPage(forge.links, repository)
  const payload = {
    ref,
    before: move.from ?? NOTHING,
    after: move.to,
    created: move.from === null,
    deleted: false,
    forced: isBranch && move.from !== null && !(await isAncestor(repository.git, move.from, sha)),
    base_ref: null,
    compare: `${page}/compare/${(move.from ?? NOTHING).slice(0, 12)}...${move.to.slice(0, 12)}`,
    commits: listed.map((commit) => ({
      ...presentSimpleCommit(commit),
      distinct: true,
      url: `${page}/commit/${commit.oid}`,
    })),
    head_commit:
      head === undefined
        ? null
        : { ...presentSimpleCommit(head), distinct: true, url: `${page}/commit/${head.oid}` },
    pusher: { name: pusher.login, email: pusher.email },
    ...commonPayload(forge, repository, pusher),
  }
  return {
    name: 'push',
    repository: repository.ref,
    payload,
    sha,
    ref,
    workflowSha: sha,
    headSha: sha,
    headBranch: ref.replace(/^refs\/(heads|tags)\//, ''),
    headRepository: repository.ref,
    actor: pusher.login,
    pullRequests: [],
  }
}

/** Commits that a push brought, oldest first; of a new branch, those that the default branch has not. */
async function pushedCommits(
  repository: ForgeRepository,
  from: string | null,
  to: string,
): Promise<readonly string[]> {
  const start = from ?? (repository.head === to ? undefined : repository.head)
  if (start !== undefined) return commitsBetween(repository.git, start, to)
  return [...(await repository.git.lines(['rev-list', `--max-count=${LISTED_COMMITS}`, to]))].reverse()
}
