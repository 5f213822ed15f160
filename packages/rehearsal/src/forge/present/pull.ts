import { pullState } from '../pulls/pull-state.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PullRequest, Review } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { presentAccount } from './account.ts'
import { association, presentLabels, pullAddresses } from './issue.ts'
import { nodeId } from './node-id.ts'
import { presentRepository, repositoryApi } from './repository.ts'

function presentEnd(
  forge: ForgeState,
  end: { readonly repository: ForgeRepository; readonly ref: string; readonly sha: string },
) {
  return {
    label: `${end.repository.owner.login}:${end.ref}`,
    ref: end.ref,
    sha: end.sha,
    user: presentAccount(forge.links, end.repository.owner),
    repo: presentRepository(forge.links, end.repository),
  }
}

/** `pull-request-simple`, as lists have it. */
export function presentPullSimple(forge: ForgeState, repository: ForgeRepository, pull: PullRequest) {
  const addresses = pullAddresses(forge, repository, pull)
  return {
    ...addresses,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: presentAccount(forge.links, pull.author),
    body: pull.body,
    labels: presentLabels(forge, repository, pull.labels),
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.sha ?? pull.testMerge,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: presentEnd(forge, pull.head),
    base: presentEnd(forge, { repository, ...pull.base }),
    _links: {
      self: { href: addresses.url },
      html: { href: addresses.html_url },
      issue: { href: addresses.issue_url },
      comments: { href: addresses.comments_url },
      review_comments: { href: addresses.review_comments_url },
      review_comment: { href: addresses.review_comment_url },
      commits: { href: addresses.commits_url },
      statuses: { href: addresses.statuses_url },
    },
    author_association: association(repository, pull.author),
    auto_merge: null,
    draft: pull.draft,
  }
}

/** `pull-request` */
export function presentPull(forge: ForgeState, repository: ForgeRepository, pull: PullRequest) {
  const comments = [...repository.comments.values()].filter((comment) => comment.number === pull.number)
  return {
    ...presentPullSimple(forge, repository, pull),
    merged: pull.merged !== null,
    mergeable: pull.state === 'open' ? pull.mergeable : null,
    rebaseable: pull.state === 'open' ? pull.mergeable : null,
    mergeable_state: pullState(repository, pull),
    merged_by: pull.merged ? presentAccount(forge.links, pull.merged.by) : null,
    comments: comments.length,
    review_comments: [...repository.reviewComments.values()].filter(({ number }) => number === pull.number)
      .length,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: pull.commits.length,
    additions: pull.changes.additions,
    deletions: pull.changes.deletions,
    changed_files: pull.changes.files,
  }
}

/** `pull-request-minimal`, as runs and checks name them. */
export function presentPullMinimal(forge: ForgeState, repository: ForgeRepository, pull: PullRequest) {
  const end = (of: ForgeRepository, ref: string, sha: string) => ({
    ref,
    sha,
    repo: { id: of.id, url: repositoryApi(forge.links, of), name: of.name },
  })
  return {
    id: pull.id,
    number: pull.number,
    url: `${repositoryApi(forge.links, repository)}/pulls/${pull.number}`,
    head: end(pull.head.repository, pull.head.ref, pull.head.sha),
    base: end(repository, pull.base.ref, pull.base.sha),
  }
}

/** `pull-request-review` */
export function presentReview(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  review: Review,
) {
  const { url, html_url } = pullAddresses(forge, repository, pull)
  const page = `${html_url}#pullrequestreview-${review.id}`
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: presentAccount(forge.links, review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: url,
    _links: { html: { href: page }, pull_request: { href: url } },
    submitted_at: review.submittedAt,
    commit_id: review.commit,
    author_association: association(repository, review.author),
  }
}
