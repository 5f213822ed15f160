import type { ForgeState } from '../../forge/state/forge-state.ts'
import type { Issue, IssueComment, PullRequest, Review, TimelineEvent } from '../../forge/state/issue.ts'
import type { ForgeRepository } from '../../forge/state/repository.ts'
import { type Html, html } from '../html.ts'
import { timeAgo } from '../time.ts'
import { commentCard } from './comment-card.ts'
import { type IconName, icon } from './icon.ts'
import { personName } from './person.ts'
import { renderComment } from './repository-markdown.ts'
import { reviewThreads } from './review-threads.ts'

/** Description, comments, reviews and events of an issue or pull request, oldest first. */
export function timeline(forge: ForgeState, repository: ForgeRepository, thread: Issue | PullRequest): Html {
  const comments = [...repository.comments.values()].filter((comment) => comment.number === thread.number)
  const reviews = thread.kind === 'pull' ? thread.reviews : []
  const items = [
    ...comments.map((comment) => ({ at: comment.createdAt, html: commentItem(forge, repository, comment) })),
    ...reviews.map((review) => ({ at: review.submittedAt, html: reviewItem(forge, repository, review) })),
    ...thread.timeline.map((event) => ({ at: event.at, html: eventItem(forge, repository, thread, event) })),
  ]
  const sorted = items.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const description = commentCard({
    id: 'description',
    author: thread.author,
    verb: 'opened',
    at: thread.createdAt,
    edited: false,
    body: thread.body ? renderComment(forge, repository, thread.body) : undefined,
    now: forge.now(),
  })
  return html`<div class="timeline">${description}${sorted.map((item) => item.html)}</div>`
}

function commentItem(forge: ForgeState, repository: ForgeRepository, comment: IssueComment): Html {
  return commentCard({
    id: `issuecomment-${comment.id}`,
    author: comment.author,
    verb: 'commented',
    at: comment.createdAt,
    edited: comment.updatedAt !== comment.createdAt,
    body: renderComment(forge, repository, comment.body),
    now: forge.now(),
  })
}

const REVIEW_WORDS: Readonly<Record<Review['state'], string>> = {
  APPROVED: 'approved these changes',
  CHANGES_REQUESTED: 'requested changes',
  COMMENTED: 'reviewed',
}

function reviewItem(forge: ForgeState, repository: ForgeRepository, review: Review): Html {
  const sign = icon(review.state === 'APPROVED' ? 'success' : 'attention')
  const line = html`<p class="event">${sign} ${personName(review.author)} ${REVIEW_WORDS[review.state]} ${timeAgo(review.submittedAt, forge.now())}</p>`
  const threads = reviewThreads(forge, repository, review)
  if (review.body === '') return html`${line}${threads}`
  const card = commentCard({
    id: `pullrequestreview-${review.id}`,
    author: review.author,
    verb: 'reviewed',
    at: review.submittedAt,
    edited: false,
    body: renderComment(forge, repository, review.body),
    now: forge.now(),
  })
  return html`${line}${card}${threads}`
}

const EVENT_SIGNS: Readonly<Record<TimelineEvent['kind'], IconName>> = {
  pushed: 'commit',
  closed: 'closed',
  reopened: 'pull',
  merged: 'merged',
}

function eventItem(
  forge: ForgeState,
  repository: ForgeRepository,
  thread: Issue | PullRequest,
  event: TimelineEvent,
): Html {
  const sha =
    event.sha !== null &&
    html` <a class="sha" href="/${repository.fullName}/commit/${event.sha}">${event.sha.slice(0, 7)}</a>`
  const into = thread.kind === 'pull' && html` into <span class="branch">${thread.base.ref}</span>`
  const words: Readonly<Record<TimelineEvent['kind'], Html>> = {
    pushed: html`pushed${sha}`,
    closed: html`closed this`,
    reopened: html`reopened this`,
    merged: html`merged commit${sha}${into}`,
  }
  return html`<p class="event event-${event.kind}">${icon(EVENT_SIGNS[event.kind])} ${personName(event.actor)} ${words[event.kind]} ${timeAgo(event.at, forge.now())}</p>`
}
