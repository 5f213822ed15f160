import type { ForgeState } from '../../forge/state/forge-state.ts'
import type { Review } from '../../forge/state/issue.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import type { ReviewComment } from '../../forge/state/review-comment.ts'
import { type Html, html } from '../html.ts'
import { commentCard } from './comment-card.ts'
import { personName } from './person.ts'
import { renderComment } from './repository-markdown.ts'

/** Lines of the hunk above a comment, as GitHub shows them. */
const HUNK_LINES = 4

/** The comments of a review on lines, each under its line; resolved ones are folded. */
export function reviewThreads(forge: ForgeState, repository: ForgeRepository, review: Review): Html {
  const comments = [...repository.reviewComments.values()].filter(({ reviewId }) => reviewId === review.id)
  return html`${comments.map((comment) => thread(forge, repository, comment))}`
}

function thread(forge: ForgeState, repository: ForgeRepository, comment: ReviewComment): Html {
  const { path, line } = comment.place
  const resolved =
    comment.resolvedBy && html` <span class="label">resolved by ${personName(comment.resolvedBy)}</span>`
  const card = commentCard({
    id: `discussion_r${comment.id}`,
    author: comment.author,
    verb: 'commented',
    at: comment.createdAt,
    edited: comment.updatedAt !== comment.createdAt,
    body: renderComment(forge, repository, comment.body),
    now: forge.now(),
  })
  return html`<details class="box diff thread"${!comment.resolvedBy && html` open`}>
<summary class="box-head"><span class="path">${path}:${line}</span>${resolved}</summary>
<div class="scroll"><table class="patch"><tbody>${comment.hunk.split('\n').slice(-HUNK_LINES).map(hunkLine)}</tbody></table></div>
<div class="padded">${card}</div>
</details>`
}

function hunkLine(line: string): Html {
  const kind = line.startsWith('+')
    ? 'added'
    : line.startsWith('-')
      ? 'removed'
      : line.startsWith('@@')
        ? 'hunk'
        : 'same'
  return html`<tr class="${kind}"><td>${line}</td></tr>`
}
