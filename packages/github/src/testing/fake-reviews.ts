import type { FakeAnswer } from './fake-github.ts'
import type { FakeState, Handler } from './fake-routes.ts'

const NOT_FOUND: FakeAnswer = { status: 404, body: { message: 'Not Found' } }

interface Drafted {
  readonly path: string
  readonly line: number
  readonly side: string
  readonly body: string
}

/** Lines that the diff shows: all but the 99th. */
function refused(comments: readonly Drafted[]): FakeAnswer | undefined {
  return comments.some(({ line }) => line === 99)
    ? { status: 422, body: { message: 'Unprocessable Entity', errors: ['Line could not be resolved'] } }
    : undefined
}

function add(state: FakeState, pull: number, { path, line, side, body }: Drafted) {
  const id = state.nextId++
  const user = { login: state.login }
  const comment = { id, pull, path, line, side, body, user, resolved: false }
  state.lineComments.push(comment)
  return comment
}

/** Review comments, and the little of GraphQL that resolves them. */
export const REVIEW_ROUTES: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  [
    'GET',
    /^\/pulls\/(\d+)\/files$/,
    (s, _, [n]) => ({ list: (s.pulls.get(Number(n))?.files ?? []) as readonly unknown[] }),
  ],
  [
    'GET',
    /^\/pulls\/(\d+)\/comments$/,
    (s, _, [n]) => ({ list: s.lineComments.filter(({ pull }) => pull === Number(n)) }),
  ],
  [
    'POST',
    /^\/pulls\/(\d+)\/comments$/,
    (s, { body }, [n]) => {
      const draft = body as unknown as Drafted
      return refused([draft]) ?? { status: 201, body: add(s, Number(n), draft) }
    },
  ],
  [
    'POST',
    /^\/pulls\/(\d+)\/reviews$/,
    (s, { body }, [n]) => {
      const drafts = body.comments as readonly Drafted[]
      const problem = refused(drafts)
      if (problem) return problem
      const review = { id: s.nextId++, body: body.body, commit_id: body.commit_id }
      s.reviews.push(review)
      for (const draft of drafts) add(s, Number(n), draft)
      return { body: review }
    },
  ],
  [
    'PATCH',
    /^\/pulls\/comments\/(\d+)$/,
    (s, { body }, [id]) => {
      const comment = s.lineComments.find((one) => one.id === Number(id))
      if (!comment) return NOT_FOUND
      comment.body = String(body.body)
      return { body: comment }
    },
  ],
  [
    'POST',
    /^\/graphql$/,
    (s, { body }) => {
      const { query, variables } = body as { query: string; variables: { id?: string; after?: string } }
      const name = /(un)?resolveReviewThread/.exec(query)?.[0]
      if (name === undefined) return { body: { data: threads(s, Number(variables.after ?? 0)) } }
      if (!s.mayResolve) {
        const error = { type: 'FORBIDDEN', message: 'Resource not accessible by integration' }
        return { body: { data: { [name]: null }, errors: [error] } }
      }
      const comment = s.lineComments.find(({ id }) => `T${id}` === variables.id)
      if (!comment) return NOT_FOUND
      comment.resolved = name === 'resolveReviewThread'
      return { body: { data: { [name]: { thread: { isResolved: comment.resolved } } } } }
    },
  ],
]

/** Two threads a page, so that few comments have several. */
function threads({ lineComments }: FakeState, from: number) {
  const nodes = lineComments.slice(from, from + 2).map(({ id, resolved }) => ({
    id: `T${id}`,
    isResolved: resolved,
    comments: { nodes: [{ databaseId: id }] },
  }))
  const pageInfo = { hasNextPage: from + 2 < lineComments.length, endCursor: String(from + 2) }
  return { repository: { pullRequest: { reviewThreads: { nodes, pageInfo } } } }
}
