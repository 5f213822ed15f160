import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperation, RepositoryOperations } from '../http/operation.ts'
import { created, list, noContent, ok, type Reply } from '../http/reply.ts'
import { presentReview } from '../present/pull.ts'
import { presentReviewComment } from '../present/review-comment.ts'
import { hunkInPull } from '../pulls/place-now.ts'
import type { PullRequest, Review } from '../state/issue.ts'
import type { DiffPlace, ReviewComment } from '../state/review-comment.ts'
import { pullOf, refuseWorkflows } from './pull-operations.ts'
import { refuseLongBody } from './thread-rules.ts'

interface CommentRequest {
  readonly path: string
  readonly body: string
  readonly line?: number
  readonly side?: string
  readonly commit_id?: string
}

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
}

const LINE_OUTSIDE = {
  resource: 'PullRequestReviewComment',
  field: 'pull_request_review_thread.line',
  code: 'custom',
  message: 'pull_request_review_thread.line must be part of the diff',
}

interface Drafted {
  readonly place: DiffPlace
  readonly body: string
  readonly hunk: string
}

/** Undefined for a line that the diff does not show. */
async function drafted(
  { repository }: RepositoryCall,
  pull: PullRequest,
  { path, body, line, side = 'RIGHT' }: CommentRequest,
): Promise<Drafted | undefined> {
  refuseLongBody(body)
  if (body.trim() === '' || line === undefined || (side !== 'LEFT' && side !== 'RIGHT'))
    throw new HttpError(422, 'Unprocessable Entity')
  const place: DiffPlace = { path, side, line }
  const hunk = await hunkInPull(repository, pull, place)
  return hunk === undefined ? undefined : { place, body, hunk }
}

function addReview(
  call: RepositoryCall,
  pull: PullRequest,
  review: Omit<Review, 'id' | 'author' | 'submittedAt'>,
): Review {
  const made: Review = {
    id: call.forge.nextId(),
    author: call.account,
    submittedAt: call.forge.time(),
    ...review,
  }
  pull.reviews.push(made)
  return made
}

function addComment(call: RepositoryCall, pull: PullRequest, review: Review, draft: Drafted): ReviewComment {
  const time = call.forge.time()
  const comment: ReviewComment = {
    id: call.forge.nextId(),
    number: pull.number,
    reviewId: review.id,
    author: call.account,
    commit: pull.head.sha,
    createdAt: time,
    updatedAt: time,
    resolvedBy: null,
    ...draft,
  }
  call.repository.reviewComments.set(comment.id, comment)
  return comment
}

/** A commit that the pull request does not hold. */
function isOtherCommit(pull: PullRequest, commit: string | undefined): boolean {
  return commit !== undefined && commit !== pull.head.sha && !pull.commits.includes(commit)
}

async function createReview(call: RepositoryCall): Promise<Reply> {
  const pull = pullOf(call)
  const request = call.json<{
    readonly commit_id?: string
    readonly body?: string
    readonly event?: string
    readonly comments?: readonly CommentRequest[]
  }>()
  const { event, body = '', commit_id: commit, comments = [] } = request
  if (event === 'APPROVE') refuseWorkflows(call)
  if (event === 'APPROVE' && pull.author.id === call.account.id)
    throw new HttpError(422, 'Can not approve your own pull request')
  if (event !== undefined && event !== 'APPROVE' && body.trim() === '' && comments.length === 0)
    throw new HttpError(422, 'Unprocessable Entity')
  refuseLongBody(body)
  if (isOtherCommit(pull, commit))
    throw new HttpError(422, 'Unprocessable Entity', { errors: ['Commit is not part of the pull request'] })
  // All or nothing: one line that the diff does not show refuses the review.
  const drafts = await Promise.all(comments.map((comment) => drafted(call, pull, comment)))
  if (drafts.includes(undefined))
    throw new HttpError(422, 'Unprocessable Entity', { errors: ['Line could not be resolved'] })
  const state = STATES[event ?? ''] ?? 'COMMENTED'
  const review = addReview(call, pull, { body, state, commit: commit ?? pull.head.sha })
  for (const draft of drafts) if (draft) addComment(call, pull, review, draft)
  return ok(presentReview(call.forge, call.repository, pull, review))
}

/** One comment alone stands in a review of its own, without a text. */
async function createComment(call: RepositoryCall): Promise<Reply> {
  const pull = pullOf(call)
  const request = call.json<CommentRequest>()
  if (isOtherCommit(pull, request.commit_id))
    throw HttpError.validation([
      { resource: 'PullRequestReviewComment', field: 'pull_request_review_thread.commit_id', code: 'custom' },
    ])
  const draft = await drafted(call, pull, request)
  if (!draft) throw HttpError.validation([LINE_OUTSIDE])
  const commit = request.commit_id ?? pull.head.sha
  const review = addReview(call, pull, { body: '', state: 'COMMENTED', commit })
  return created(await presentComment(call, addComment(call, pull, review, draft)))
}

function commentIn(call: RepositoryCall): ReviewComment {
  return found(call.repository.reviewComments.get(call.number('comment_id')))
}

function presentComment(call: RepositoryCall, comment: ReviewComment) {
  const pull = found(call.repository.pulls.get(comment.number))
  return presentReviewComment(call.forge, call.repository, pull, comment)
}

/** A comment is changed by its author, or by those who may write. */
function requireAuthor(call: RepositoryCall, comment: ReviewComment): void {
  if (call.account.id !== comment.author.id && !call.may('pull-requests:write'))
    throw new HttpError(403, 'Must have admin rights to Repository.')
}

async function updateComment(call: RepositoryCall): Promise<Reply> {
  const comment = commentIn(call)
  requireAuthor(call, comment)
  const { body } = call.json<{ readonly body: string }>()
  refuseLongBody(body)
  comment.body = body
  comment.updatedAt = call.forge.time()
  return ok(await presentComment(call, comment))
}

const READ = { needs: ['pull-requests:read'] } satisfies Partial<RepositoryOperation>
const WRITE = { needs: ['pull-requests:write'], forEverybody: true } satisfies Partial<RepositoryOperation>

export const reviewOperations: RepositoryOperations = {
  'GET /pulls/{pull_number}/reviews': {
    ...READ,
    handle: (call) => {
      const pull = pullOf(call)
      return list(pull.reviews, (review) => presentReview(call.forge, call.repository, pull, review))
    },
  },
  'POST /pulls/{pull_number}/reviews': { ...WRITE, handle: createReview },
  'GET /pulls/{pull_number}/comments': {
    ...READ,
    handle: (call) => {
      const { number } = pullOf(call)
      const comments = [...call.repository.reviewComments.values()].filter((one) => one.number === number)
      return list(comments, (comment) => presentComment(call, comment))
    },
  },
  'POST /pulls/{pull_number}/comments': { ...WRITE, handle: createComment },
  'GET /pulls/comments/{comment_id}': {
    ...READ,
    handle: async (call) => ok(await presentComment(call, commentIn(call))),
  },
  'PATCH /pulls/comments/{comment_id}': { ...WRITE, handle: updateComment },
  'DELETE /pulls/comments/{comment_id}': {
    ...WRITE,
    handle: (call) => {
      const comment = commentIn(call)
      requireAuthor(call, comment)
      call.repository.reviewComments.delete(comment.id)
      return noContent()
    },
  },
}
