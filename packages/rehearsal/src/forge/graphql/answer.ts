import { nodeId } from '../present/node-id.ts'
import { lineNow } from '../pulls/place-now.ts'
import type { Actor } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import type { ReviewComment } from '../state/review-comment.ts'
import { canSee, hasRight } from '../state/rights.ts'
import { type Field, parseDocument } from './parse-document.ts'
import { GraphqlProblem } from './problem.ts'

export interface GraphqlRequest {
  readonly query?: unknown
  readonly variables?: unknown
}

/** A root field, and what it gives before the selection is cut out of it. */
type Root = (forge: ForgeState, actor: Actor, field: Field) => Promise<unknown>

/** What is spoken of GitHub's schema: the threads of a pull request. @see https://docs.github.com/graphql/reference */
const ROOTS: Readonly<Record<'query' | 'mutation', Readonly<Record<string, Root>>>> = {
  query: { repository },
  mutation: {
    resolveReviewThread: (forge, actor, field) => setResolved(forge, actor, field, true),
    unresolveReviewThread: (forge, actor, field) => setResolved(forge, actor, field, false),
  },
}

/** Answers a request as GitHub does: what is wrong stands in `errors`, and the status is 200 all the same. */
export async function answerGraphql(
  forge: ForgeState,
  actor: Actor,
  { query, variables }: GraphqlRequest,
): Promise<object> {
  const data: Record<string, unknown> = {}
  try {
    if (typeof query !== 'string')
      throw new GraphqlProblem('PARSE_ERROR', 'A query attribute must be specified')
    const document = parseDocument(query, (variables ?? {}) as Readonly<Record<string, unknown>>)
    for (const field of document.fields) {
      const root = ROOTS[document.kind][field.name]
      if (!root) throw noField(field.name, document.kind === 'query' ? 'Query' : 'Mutation')
      data[field.name] = null
      data[field.name] = selected(await root(forge, actor, field), field)
    }
    return { data }
  } catch (error) {
    if (!(error instanceof GraphqlProblem)) throw error
    return { data, errors: [{ type: error.type, path: Object.keys(data), message: error.message }] }
  }
}

/** Cuts what was asked for out of what there is. @throws GraphqlProblem for a field that is not spoken here */
function selected(value: unknown, field: Field): unknown {
  if (Array.isArray(value)) return value.map((item) => selected(item, field))
  if (value === null || typeof value !== 'object') return value
  if (field.fields.length === 0)
    throw new GraphqlProblem('selectionMismatch', `Field must have selections (field '${field.name}')`)
  const members = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    field.fields.map((inner) => {
      if (!(inner.name in members)) throw noField(inner.name, field.name)
      return [inner.name, selected(members[inner.name], inner)]
    }),
  )
}

async function repository(forge: ForgeState, actor: Actor, field: Field): Promise<unknown> {
  const { owner, name } = field.arguments
  const own = forge.findRepository(String(owner), String(name))
  if (!own || !canSee(actor, own))
    throw new GraphqlProblem(
      'NOT_FOUND',
      `Could not resolve to a Repository with the name '${owner}/${name}'.`,
    )
  if (!hasRight(actor, own, 'pull-requests:read')) throw forbidden()
  const asked = field.fields.find((inner) => inner.name === 'pullRequest')
  const pull = own.pulls.get(Number(asked?.arguments.number))
  if (!pull) throw new GraphqlProblem('NOT_FOUND', 'Could not resolve to a PullRequest with that number.')
  const page = asked?.fields.find((inner) => inner.name === 'reviewThreads')?.arguments ?? {}
  const all = [...own.reviewComments.values()].filter(({ number }) => number === pull.number)
  const from = typeof page.after === 'string' ? all.findIndex(({ id }) => cursorOf(id) === page.after) + 1 : 0
  const size = Math.min(100, Number(page.first ?? 0))
  const shown = all.slice(from, from + size)
  const nodes = await Promise.all(
    shown.map(async (comment) => ({
      ...thread(comment),
      isOutdated: (await lineNow(own, pull, comment)) === undefined,
    })),
  )
  const last = shown.at(-1)
  const pageInfo = { hasNextPage: from + size < all.length, endCursor: last ? cursorOf(last.id) : null }
  return { pullRequest: { number: pull.number, reviewThreads: { totalCount: all.length, nodes, pageInfo } } }
}

function thread(comment: ReviewComment) {
  const first = { id: nodeId('PRRC', comment.id), databaseId: comment.id, body: comment.body }
  return {
    id: threadId(comment),
    isResolved: comment.resolvedBy !== null,
    comments: { totalCount: 1, nodes: [first] },
  }
}

/**
 * Who resolves needs more than the right to write pull requests: a job without `contents: write` is refused.
 * @see https://github.com/github/gh-aw/issues/35726
 */
async function setResolved(
  forge: ForgeState,
  actor: Actor,
  field: Field,
  resolved: boolean,
): Promise<unknown> {
  const { threadId: wanted } = (field.arguments.input ?? {}) as { threadId?: unknown }
  const [own, comment] = findThread(forge, actor, wanted)
  const rights = ['pull-requests:write', 'contents:write'] as const
  if (actor.kind === 'anonymous' || !rights.every((right) => hasRight(actor, own, right))) throw forbidden()
  comment.resolvedBy = resolved ? actor.account : null
  return { thread: thread(comment) }
}

function findThread(forge: ForgeState, actor: Actor, id: unknown): [ForgeRepository, ReviewComment] {
  for (const own of forge.repositories) {
    if (!canSee(actor, own)) continue
    for (const comment of own.reviewComments.values()) if (threadId(comment) === id) return [own, comment]
  }
  throw new GraphqlProblem('NOT_FOUND', `Could not resolve to a node with the global id of '${String(id)}'.`)
}

function threadId({ id }: ReviewComment): string {
  return nodeId('PRRT', id)
}

function cursorOf(id: number): string {
  return Buffer.from(`cursor:${id}`).toString('base64')
}

function forbidden(): GraphqlProblem {
  return new GraphqlProblem('FORBIDDEN', 'Resource not accessible by integration')
}

function noField(name: string, type: string): GraphqlProblem {
  return new GraphqlProblem('undefinedField', `Field '${name}' doesn't exist on type '${type}'`)
}
