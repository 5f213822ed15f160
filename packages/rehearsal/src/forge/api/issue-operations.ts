import { emitEvent } from '../events/emit.ts'
import { issueCommentEvent } from '../events/other-events.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperation, RepositoryOperations } from '../http/operation.ts'
import { created, list, noContent, ok, type Reply } from '../http/reply.ts'
import { presentComment, presentIssue } from '../present/issue.ts'
import { type Issue, type IssueComment, type PullRequest, threadOf } from '../state/issue.ts'
import { hasRight } from '../state/rights.ts'
import { newest, refuseLongBody } from './thread-rules.ts'

type LabelName = string | { readonly name?: string }

function labelNames(labels: readonly LabelName[]): readonly string[] {
  return labels.flatMap((label) => (typeof label === 'string' ? [label] : (label.name ?? [])))
}

function threadIn(call: RepositoryCall): Issue | PullRequest {
  return found(threadOf(call.repository, call.number('issue_number')))
}

function commentIn(call: RepositoryCall): IssueComment {
  return found(call.repository.comments.get(call.number('comment_id')))
}

/** Rights on pull requests say nothing about issues, and the other way round they are enough. */
function refuseOtherKind(call: RepositoryCall, number: number): void {
  if (
    call.actor.kind === 'job' &&
    !call.repository.pulls.has(number) &&
    !hasRight(call.actor, call.repository, 'issues:write')
  )
    throw new HttpError(403, 'Resource not accessible by integration')
}

/** A comment is changed by its author, or by those who may write. */
function requireAuthor(call: RepositoryCall, comment: IssueComment): void {
  refuseOtherKind(call, comment.number)
  if (call.account.id !== comment.author.id && !call.may('issues:write') && !call.may('pull-requests:write'))
    throw new HttpError(403, 'Must have admin rights to Repository.')
}

function listIssues(call: RepositoryCall): Reply {
  const { query, repository } = call
  const state = query.get('state') ?? 'open'
  const labels = query.get('labels')?.split(',') ?? []
  const creator = query.get('creator')
  const since = query.get('since')
  const threads = [...repository.issues.values(), ...repository.pulls.values()].filter(
    (thread) =>
      (state === 'all' || thread.state === state) &&
      labels.every((label) => thread.labels.includes(label)) &&
      (creator === null || thread.author.login === creator) &&
      (since === null || thread.updatedAt >= since),
  )
  return list(newest(threads, query), (thread) => presentIssue(call.forge, repository, thread))
}

function createIssue(call: RepositoryCall): Reply {
  const { forge, repository } = call
  const request = call.json<{ title: string | number; body?: string; labels?: readonly LabelName[] }>()
  refuseLongBody(request.body)
  const time = forge.time()
  const issue: Issue = {
    kind: 'issue',
    id: forge.nextId(),
    number: repository.nextNumber(),
    title: String(request.title),
    body: request.body ?? null,
    author: call.account,
    viaApp: call.actor.kind === 'job',
    state: 'open',
    stateReason: null,
    labels: labelNames(request.labels ?? []),
    createdAt: time,
    updatedAt: time,
    closedAt: null,
    closedBy: null,
    timeline: [],
  }
  repository.issues.set(issue.number, issue)
  return created(presentIssue(forge, repository, issue))
}

function updateIssue(call: RepositoryCall): Reply {
  const { forge, repository } = call
  const thread = threadIn(call)
  const request = call.json<{
    readonly title?: string | null
    readonly body?: string | null
    readonly state?: 'open' | 'closed'
    readonly state_reason?: Issue['stateReason']
    readonly labels?: readonly LabelName[]
  }>()
  if (call.account.id !== thread.author.id && !call.may('issues:write'))
    throw new HttpError(403, 'Must have admin rights to Repository.')
  if (thread.kind === 'pull' && request.state !== undefined && request.state !== thread.state)
    throw new HttpError(422, 'State of a pull request is changed by PATCH /pulls/{pull_number}')
  refuseLongBody(request.body)
  thread.title = request.title ?? thread.title
  if (request.body !== undefined) thread.body = request.body
  if (request.labels) thread.labels = labelNames(request.labels)
  thread.updatedAt = forge.time()
  if (thread.kind === 'issue' && request.state !== undefined && request.state !== thread.state) {
    const closed = request.state === 'closed'
    thread.state = request.state
    thread.stateReason = request.state_reason ?? (closed ? 'completed' : 'reopened')
    thread.closedAt = closed ? forge.time() : null
    thread.closedBy = closed ? call.account : null
    const kind = closed ? 'closed' : 'reopened'
    thread.timeline.push({ kind, actor: call.account, at: forge.time(), sha: null })
  }
  return ok(presentIssue(forge, repository, thread))
}

function createComment(call: RepositoryCall): Reply {
  const { forge, repository } = call
  const thread = threadIn(call)
  refuseOtherKind(call, thread.number)
  const { body } = call.json<{ readonly body: string }>()
  if (body.trim() === '')
    throw HttpError.validation([{ resource: 'IssueComment', field: 'body', code: 'missing_field' }])
  refuseLongBody(body)
  const time = forge.time()
  const comment: IssueComment = {
    id: forge.nextId(),
    number: thread.number,
    author: call.account,
    viaApp: call.actor.kind === 'job',
    body,
    createdAt: time,
    updatedAt: time,
  }
  repository.comments.set(comment.id, comment)
  thread.updatedAt = time
  const event = issueCommentEvent(forge, repository, thread, comment)
  if (event) emitEvent(forge, event, call.actor)
  return created(presentComment(forge, repository, comment))
}

function updateComment(call: RepositoryCall): Reply {
  const comment = commentIn(call)
  requireAuthor(call, comment)
  const { body } = call.json<{ readonly body: string }>()
  refuseLongBody(body)
  comment.body = body
  comment.updatedAt = call.forge.time()
  return ok(presentComment(call.forge, call.repository, comment))
}

const READ = { needs: ['issues:read', 'pull-requests:read'] } satisfies Partial<RepositoryOperation>
const WRITE = {
  needs: ['issues:write', 'pull-requests:write'],
  forEverybody: true,
} satisfies Partial<RepositoryOperation>

export const issueOperations: RepositoryOperations = {
  'GET /issues': { ...READ, handle: listIssues },
  'POST /issues': { needs: ['issues:write'], forEverybody: true, handle: createIssue },
  'GET /issues/{issue_number}': {
    ...READ,
    handle: (call) => ok(presentIssue(call.forge, call.repository, threadIn(call))),
  },
  'PATCH /issues/{issue_number}': { ...WRITE, handle: updateIssue },
  'GET /issues/{issue_number}/comments': {
    ...READ,
    handle: (call) => {
      const { number } = threadIn(call)
      const since = call.query.get('since') ?? ''
      const comments = [...call.repository.comments.values()].filter(
        (comment) => comment.number === number && comment.updatedAt >= since,
      )
      return list(comments, (comment) => presentComment(call.forge, call.repository, comment))
    },
  },
  'POST /issues/{issue_number}/comments': { ...WRITE, handle: createComment },
  'GET /issues/comments': {
    ...READ,
    handle: (call) =>
      list([...call.repository.comments.values()], (comment) =>
        presentComment(call.forge, call.repository, comment),
      ),
  },
  'GET /issues/comments/{comment_id}': {
    ...READ,
    handle: (call) => ok(presentComment(call.forge, call.repository, commentIn(call))),
  },
  'PATCH /issues/comments/{comment_id}': { ...WRITE, handle: updateComment },
  'DELETE /issues/comments/{comment_id}': {
    ...WRITE,
    handle: (call) => {
      const comment = commentIn(call)
      requireAuthor(call, comment)
      call.repository.comments.delete(comment.id)
      return noContent()
    },
  },
}
