import { SlipwayError } from '@slipway/core'
import type { GitHub } from './github.ts'

const THREADS = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 100, after: $after) {
      nodes { id isResolved comments(first: 1) { nodes { databaseId } } }
      pageInfo { hasNextPage endCursor }
    } } } }`
const mutation = (name: string) =>
  `mutation($id: ID!) { ${name}(input: { threadId: $id }) { thread { isResolved } } }`

interface Threads {
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: {
        readonly nodes: readonly Thread[]
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
      }
    }
  }
}

interface Thread {
  readonly id: string
  readonly isResolved: boolean
  readonly comments: { readonly nodes: readonly { readonly databaseId: number }[] }
}

/**
 * Folds the threads of comments away, or opens them again. GitHub lets only those do it who may also write contents, which a job that
 * reports should not: then nothing happens, and what the comment says has to be enough. REST has no word for it.
 * @param comments ids of the comments that begin the threads
 * @returns how many threads changed
 * @see https://docs.github.com/graphql/reference/mutations#resolvereviewthread
 * @see https://github.com/github/gh-aw/issues/35726 on the right that it takes
 */
export async function setResolved(
  github: GitHub,
  pullRequest: number,
  comments: readonly number[],
  resolved: boolean,
): Promise<number> {
  if (comments.length === 0) return 0
  let changed = 0
  try {
    for (const thread of await threadsOf(github, pullRequest)) {
      const first = thread.comments.nodes[0]?.databaseId
      if (first === undefined || !comments.includes(first) || thread.isResolved === resolved) continue
      const name = resolved ? 'resolveReviewThread' : 'unresolveReviewThread'
      await ask(github, `${resolved ? 'resolve' : 'open'} a thread of #${pullRequest}`, mutation(name), {
        id: thread.id,
      })
      changed += 1
    }
  } catch (error) {
    github.signal?.throwIfAborted()
    if (!isRefusal(error)) throw error
  }
  return changed
}

async function threadsOf(github: GitHub, number: number): Promise<readonly Thread[]> {
  const threads: Thread[] = []
  const { owner, repo: name } = github.at
  for (let after: string | null = null; ; ) {
    const action = `list the review threads of #${number}`
    const page: Threads = await ask<Threads>(github, action, THREADS, { owner, name, number, after })
    const { nodes, pageInfo } = page.repository.pullRequest.reviewThreads
    threads.push(...nodes)
    if (!pageInfo.hasNextPage) return threads
    after = pageInfo.endCursor
  }
}

function ask<T>(
  github: GitHub,
  action: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  return github.request({ action, permission: 'contents: write' }, ({ graphql }) =>
    graphql<T>(query, variables),
  )
}

/** A refusal has status 200 and a list of errors, or is that of a server without this interface. */
function isRefusal(error: unknown): boolean {
  if (error instanceof SlipwayError) return error.code.startsWith('github/')
  return error instanceof Error && Array.isArray((error as { errors?: unknown }).errors)
}
