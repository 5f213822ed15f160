import { createOnce, NO_RETRIES } from './create-once.ts'
import type { GitHub } from './github.ts'
import { JOB_TOKEN_LOGIN, sameText } from './post-sticky-comment.ts'
import { formatReviewMarker, type ReviewMarker, readReviewMarker } from './review-marker.ts'
import { setResolved } from './review-threads.ts'

/** A comment on a line that the pull request's diff shows. */
export interface LineComment {
  /** Identity of what it is about, 16 hexadecimal digits. */
  readonly subject: string
  readonly path: string
  /** Of the old file on the left, of the new one on the right. */
  readonly side: 'LEFT' | 'RIGHT'
  readonly line: number
  /** Markdown, without the marker. */
  readonly body: string
}

export interface ReviewSync {
  readonly pullRequest: number
  readonly headSha: string
  /** All that holds now; what stands there and is not among them is over. */
  readonly comments: readonly LineComment[]
  /** Text of the review that brings the first comments. */
  readonly intro: string
  /** Who posts: the login that GitHub shows for our token. */
  readonly author?: string
}

export interface SyncedReview {
  readonly created: number
  readonly updated: number
  /** Marked as over. */
  readonly ended: number
  /** Of these, threads that could be folded away too. */
  readonly resolved: number
}

interface OwnComment extends ReviewMarker {
  readonly id: number
  readonly body: string
  /** False where the line has changed since: GitHub folds it away. */
  readonly current: boolean
}

/**
 * Brings our comments on a pull request's lines to what holds now: one for each subject, found by its hidden marker and its author
 * over all pages. The first come in one review, later ones alone; nothing is said twice, what changed is edited, and what is over says
 * so and is resolved where the token may.
 * @throws github/refused where a line is not in the diff any more
 */
export async function syncReview(github: GitHub, sync: ReviewSync): Promise<SyncedReview> {
  const own = await listOwn(github, sync)
  const kept = new Map<string, OwnComment>()
  for (const comment of own)
    if (comment.current || comment.state === 'holds') kept.set(comment.subject, comment)
  const edits: Edit[] = []
  const missing: LineComment[] = []
  for (const wanted of sync.comments) {
    const body = `${formatReviewMarker({ subject: wanted.subject, state: 'holds' })}\n${wanted.body}`
    const there = kept.get(wanted.subject)
    if (there && sameText(there.body, body)) continue
    if (there?.current) edits.push({ comment: there, body })
    else missing.push({ ...wanted, body })
  }
  const wanted = new Map(sync.comments.map(({ subject }) => [subject, kept.get(subject)]))
  const replaced = new Set(missing.map(({ subject }) => subject))
  const over = own.filter(
    (comment) =>
      comment.state === 'holds' && (wanted.get(comment.subject) !== comment || replaced.has(comment.subject)),
  )
  await create(github, sync, missing, own.length === 0)
  for (const { comment, body } of edits) await edit(github, sync, comment.id, body)
  for (const comment of over) await edit(github, sync, comment.id, overText(comment, sync.headSha))
  const reopened = edits.filter(({ comment }) => comment.state === 'over').map(({ comment }) => comment.id)
  await setResolved(github, sync.pullRequest, reopened, false)
  const ids = over.map(({ id }) => id)
  const resolved = await setResolved(github, sync.pullRequest, ids, true)
  return { created: missing.length, updated: edits.length, ended: over.length, resolved }
}

interface Edit {
  readonly comment: OwnComment
  readonly body: string
}

/** What was said stays readable below. */
function overText({ subject, body }: OwnComment, headSha: string): string {
  const said = body.split('\n').slice(1).join('\n').trim()
  return `${formatReviewMarker({ subject, state: 'over' })}\n**No longer holds** as of ${headSha.slice(0, 7)}.\n\n<details><summary>What was said</summary>\n\n${said}\n\n</details>`
}

async function edit(github: GitHub, { pullRequest }: ReviewSync, id: number, body: string): Promise<void> {
  await github.request(
    { action: `update a comment on a line of #${pullRequest}`, permission: 'pull-requests: write' },
    async ({ rest }, at) => rest.pulls.updateReviewComment({ ...at, comment_id: id, body }),
  )
}

/** Posts all comments in one review, or each alone. A lost answer posts nothing twice. */
async function create(
  github: GitHub,
  sync: ReviewSync,
  comments: readonly LineComment[],
  asReview: boolean,
): Promise<void> {
  if (comments.length === 0) return
  if (asReview) return once(github, sync, comments, () => postReview(github, sync, comments))
  for (const comment of comments)
    await once(github, sync, [comment], () => postComment(github, sync, comment))
}

async function once(
  github: GitHub,
  sync: ReviewSync,
  comments: readonly LineComment[],
  post: () => Promise<void>,
): Promise<void> {
  const find = async () => {
    const there = await listOwn(github, sync)
    const isThere = ({ body }: LineComment) => there.some((own) => sameText(own.body, body) && own.current)
    return comments.every(isThere) ? true : undefined
  }
  await createOnce(github, find, async () => {
    await post()
    return true
  })
}

async function postReview(
  github: GitHub,
  { pullRequest, headSha, intro }: ReviewSync,
  comments: readonly LineComment[],
): Promise<void> {
  await github.request(
    { action: `post the review of #${pullRequest}`, permission: 'pull-requests: write' },
    async ({ rest }, at) =>
      rest.pulls.createReview({
        ...at,
        pull_number: pullRequest,
        commit_id: headSha,
        event: 'COMMENT',
        body: intro,
        comments: comments.map(({ path, side, line, body }) => ({ path, side, line, body })),
        request: NO_RETRIES,
      }),
  )
}

async function postComment(
  github: GitHub,
  { pullRequest, headSha }: ReviewSync,
  { path, side, line, body }: LineComment,
): Promise<void> {
  await github.request(
    { action: `comment on a line of #${pullRequest}`, permission: 'pull-requests: write' },
    async ({ rest }, at) =>
      rest.pulls.createReviewComment({
        ...at,
        pull_number: pullRequest,
        commit_id: headSha,
        path,
        side,
        line,
        body,
        request: NO_RETRIES,
      }),
  )
}

/** Our comments on lines, in the order in which they were made. */
async function listOwn(
  github: GitHub,
  { pullRequest, author = JOB_TOKEN_LOGIN }: ReviewSync,
): Promise<readonly OwnComment[]> {
  const all = await github.request(
    { action: `list the comments on lines of #${pullRequest}`, permission: 'pull-requests: read' },
    async ({ rest, paginate }, at) =>
      paginate(rest.pulls.listReviewComments, { ...at, pull_number: pullRequest, per_page: 100 }),
  )
  return all
    .flatMap(({ id, body, user, line }) => {
      const marker = user?.login === author ? readReviewMarker(body) : undefined
      // GitHub's description knows no comment without a line; an outdated one has null, or none.
      return marker ? [{ ...marker, id, body, current: typeof line === 'number' }] : []
    })
    .sort((a, b) => a.id - b.id)
}
