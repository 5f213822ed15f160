import { lineNow } from '../pulls/place-now.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'
import type { ReviewComment } from '../state/review-comment.ts'
import { presentAccount } from './account.ts'
import { association, pullAddresses } from './issue.ts'
import { nodeId } from './node-id.ts'
import { repositoryApi } from './repository.ts'

/** `pull-request-review-comment`; an outdated one has no line any more. */
export async function presentReviewComment(
  forge: ForgeState,
  repository: ForgeRepository,
  pull: PullRequest,
  comment: ReviewComment,
) {
  const { url: pullUrl, html_url } = pullAddresses(forge, repository, pull)
  const url = `${repositoryApi(forge.links, repository)}/pulls/comments/${comment.id}`
  const page = `${html_url}#discussion_r${comment.id}`
  const line = await lineNow(repository, pull, comment)
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    diff_hunk: comment.hunk,
    path: comment.place.path,
    commit_id: line === undefined ? comment.commit : pull.head.sha,
    original_commit_id: comment.commit,
    user: presentAccount(forge.links, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: page,
    pull_request_url: pullUrl,
    author_association: association(repository, comment.author),
    _links: { self: { href: url }, html: { href: page }, pull_request: { href: pullUrl } },
    start_line: null,
    original_start_line: null,
    start_side: null,
    ...(line === undefined ? {} : { line }),
    original_line: comment.place.line,
    side: comment.place.side,
    subject_type: 'line',
  }
}
