import type { GitHub } from './github.ts'

export interface PullRequest {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly title: string
  readonly author: string
  readonly draft: boolean
  readonly headSha: string
  /** `owner/name` that the head lives in; null where that repository is gone. */
  readonly headRepository: string | null
  readonly baseSha: string
  readonly baseBranch: string
  /** The commit that the merge made, once merged; before, GitHub's test merge. */
  readonly mergeCommit: string | null
  readonly mergedAt: string | null
}

/** What GitHub sends of a pull request, alone or in a list. */
interface Sent {
  readonly number: number
  readonly state: string
  readonly title: string
  readonly user: { readonly login: string } | null
  readonly draft?: boolean
  readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null }
  readonly base: { readonly sha: string; readonly ref: string }
  readonly merge_commit_sha: string | null
  readonly merged_at: string | null
}

/** @throws github/not-found */
export async function getPullRequest(github: GitHub, number: number): Promise<PullRequest> {
  return github.request(
    { action: `read pull request #${number}`, permission: 'pull-requests: read' },
    async ({ rest }, at) => toPullRequest((await rest.pulls.get({ ...at, pull_number: number })).data),
  )
}

/** All pull requests that are open, forks' among them. */
export async function openPullRequests(github: GitHub): Promise<readonly PullRequest[]> {
  return github.request(
    { action: 'list the open pull requests', permission: 'pull-requests: read' },
    async ({ rest, paginate }, at) =>
      (await paginate(rest.pulls.list, { ...at, state: 'open', per_page: 100 })).map(toPullRequest),
  )
}

/** The pull requests that a commit came from: those whose merge it is, and those that merely hold it. */
export async function pullRequestsOfCommit(github: GitHub, sha: string): Promise<readonly PullRequest[]> {
  return github.request(
    { action: `list the pull requests of commit ${sha}`, permission: 'pull-requests: read' },
    async ({ rest, paginate }, at) => {
      const list = rest.repos.listPullRequestsAssociatedWithCommit
      return (await paginate(list, { ...at, commit_sha: sha, per_page: 100 })).map(toPullRequest)
    },
  )
}

function toPullRequest(sent: Sent): PullRequest {
  return {
    number: sent.number,
    state: sent.state === 'open' ? 'open' : 'closed',
    title: sent.title,
    author: sent.user?.login ?? 'ghost',
    draft: sent.draft ?? false,
    headSha: sent.head.sha,
    headRepository: sent.head.repo?.full_name ?? null,
    baseSha: sent.base.sha,
    baseBranch: sent.base.ref,
    mergeCommit: sent.merge_commit_sha,
    mergedAt: sent.merged_at,
  }
}
