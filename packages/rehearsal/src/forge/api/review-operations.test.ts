import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { jobClient, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
const PULL = { ...REPOSITORY, pull_number: 1 }
const TEXT = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`)
let test: TestForge
let head: string

const fileWith = (changes: Readonly<Record<number, string | null>>) =>
  `${TEXT.flatMap((line, at) => changes[at + 1] ?? (changes[at + 1] === null ? [] : line)).join('\n')}\n`

beforeAll(async () => {
  test = await startTestForge()
  await test.tree.commit('long', { 'long.txt': fileWith({}) })
  await test.tree.git('push', '--quiet', 'origin', 'main')
  await test.tree.git('switch', '--quiet', '--create', 'topic')
  head = await test.tree.commit('topic', { 'long.txt': fileWith({ 5: 'FIVE', 15: null }) })
  await test.tree.git('push', '--quiet', 'origin', 'topic')
  await test.ada.rest.pulls.create({ ...REPOSITORY, title: 'Change', head: 'topic', base: 'main' })
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

type Line = { line: number; side?: string; path?: string; body?: string }
const review = (comments: readonly Line[], client = test.eve) =>
  client.rest.pulls.createReview({
    ...PULL,
    event: 'COMMENT',
    body: 'see below',
    commit_id: head,
    comments: comments.map((comment) => ({ path: 'long.txt', body: 'look', ...comment })),
  })
const alone = (line: number) =>
  test.eve.rest.pulls.createReviewComment({ ...PULL, path: 'long.txt', line, body: 'alone', commit_id: head })
const listed = async () => (await test.ada.rest.pulls.listReviewComments(PULL)).data

describe('review comments', () => {
  it('stand on lines that the diff shows, of the new file and of the old one', async () => {
    await review([{ line: 5 }, { line: 2 }, { line: 15, side: 'LEFT' }])
    expect(
      (await listed()).map(({ line, side, diff_hunk }) => [line, side, diff_hunk.split('\n').at(-1)]),
    ).toEqual([
      [5, 'RIGHT', '+FIVE'],
      [2, 'RIGHT', ' line 2'],
      [15, 'LEFT', '-line 15'],
    ])
    const { data } = await test.ada.rest.pulls.get(PULL)
    expect(data.review_comments).toBe(3)
  })

  it('refuse a line that the diff does not show, and then the whole review', async () => {
    const outside: readonly Line[] = [{ line: 10 }, { line: 20, side: 'LEFT' }, { line: 1, path: 'data.txt' }]
    for (const line of outside) expect(await refusal(review([{ line: 5 }, line]))).toBe(422)
    expect(await refusal(alone(10))).toBe(422)
    expect(await listed()).toHaveLength(3)
    expect((await test.ada.rest.pulls.listReviews(PULL)).data).toHaveLength(1)
  })

  it('can be made alone, in a review without a text', async () => {
    const made = await alone(6)
    expect(made.data).toMatchObject({ line: 6, user: { login: 'eve' } })
    const { data } = await test.ada.rest.pulls.listReviews(PULL)
    expect(data.at(-1)).toMatchObject({ id: made.data.pull_request_review_id, body: '', state: 'COMMENTED' })
    await test.eve.rest.pulls.deleteReviewComment({ ...REPOSITORY, comment_id: made.data.id })
    expect(await listed()).toHaveLength(3)
  })

  it('belong to their author, and need the right of pull requests', async () => {
    const [first] = await listed()
    const comment = { ...REPOSITORY, comment_id: first?.id ?? 0 }
    const update = (client: TestForge['ada'], body: string) =>
      client.rest.pulls.updateReviewComment({ ...comment, body })
    expect(await refusal(update(jobClient(test, { 'pull-requests': 'read' }), 'no'))).toBe(403)
    expect((await update(test.eve, 'edited')).data.body).toBe('edited')
    expect(await refusal(review([{ line: 5 }], jobClient(test, { contents: 'write' })))).toBe(403)
  })

  it('move with their lines, and are outdated where the lines change', async () => {
    await test.tree.commit('above', { 'long.txt': fileWith({ 1: 'ZERO\nONE', 5: 'FIVE', 15: null }) })
    await test.tree.git('push', '--quiet', 'origin', 'topic')
    const lines = async () => (await listed()).map(({ line, original_line }) => [original_line, line])
    expect(await lines()).toEqual([
      [5, 6],
      [2, 3],
      [15, 15],
    ])
    await test.tree.commit('five', { 'long.txt': fileWith({ 5: 'CINQ', 15: null }) })
    await test.tree.git('push', '--quiet', 'origin', 'topic')
    expect(await lines()).toEqual([
      [5, undefined],
      [2, 2],
      [15, 15],
    ])
  })
})

const THREADS = `query Threads($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 2, after: $after) {
      nodes { id isResolved comments(first: 1) { nodes { databaseId } } }
      pageInfo { hasNextPage endCursor }
    } } } }`
const RESOLVE = `mutation($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }`

interface Threads {
  repository: {
    pullRequest: {
      reviewThreads: {
        nodes: { id: string; isResolved: boolean; comments: { nodes: { databaseId: number }[] } }[]
        pageInfo: { hasNextPage: boolean; endCursor: string }
      }
    }
  }
}

describe('GraphQL', () => {
  const threads = async (after: string | null = null) =>
    (await test.ada.graphql<Threads>(THREADS, { owner: 'ada', name: 'models', number: 1, after })).repository
      .pullRequest.reviewThreads

  it('lists the threads of a pull request in pages, cut to what was asked', async () => {
    const first = await threads()
    const second = await threads(first.pageInfo.endCursor)
    expect([first.nodes.length, first.pageInfo.hasNextPage]).toEqual([2, true])
    expect([second.nodes.length, second.pageInfo.hasNextPage]).toEqual([1, false])
    const ids = [...first.nodes, ...second.nodes].map(({ comments }) => comments.nodes[0]?.databaseId)
    expect(ids).toEqual((await listed()).map(({ id }) => id))
    expect(Object.keys(first.nodes[0] ?? {})).toEqual(['id', 'isResolved', 'comments'])
  })

  it('resolves a thread for who may write contents too, as GitHub has it', async () => {
    const id = (await threads()).nodes[0]?.id
    const job = (permissions: Parameters<typeof jobClient>[1]) =>
      jobClient(test, permissions).graphql(RESOLVE, { id })
    await expect(job({ 'pull-requests': 'write', contents: 'read' })).rejects.toMatchObject({
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    })
    expect((await threads()).nodes[0]?.isResolved).toBe(false)
    await job({ 'pull-requests': 'write', contents: 'write' })
    expect((await threads()).nodes[0]?.isResolved).toBe(true)
  })

  it.each([
    ['a field that is not there', 'query { viewer { login } }', 'undefinedField'],
    [
      'a field below it',
      `query { repository(owner: "ada", name: "models") { stars pullRequest(number: 1) { number } } }`,
      'undefinedField',
    ],
    [
      'an object without a selection',
      `query { repository(owner: "ada", name: "models") { pullRequest(number: 1) } }`,
      'selectionMismatch',
    ],
    [
      'a pull request that is not there',
      `query { repository(owner: "ada", name: "models") { pullRequest(number: 99) { number } } }`,
      'NOT_FOUND',
    ],
    ['a broken document', 'query {', 'PARSE_ERROR'],
  ])('refuses %s', async (_, query, type) => {
    await expect(test.ada.graphql(query)).rejects.toMatchObject({ errors: [{ type }] })
  })
})

describe('the page of a pull request', () => {
  it('shows comments under their lines, and folds resolved ones', async () => {
    const reply = await fetch(`${test.forge.links.local}/ada/models/pull/1`)
    const html = await reply.text()
    expect(html).toContain('long.txt:5')
    expect(html).toMatch(
      /<details class="box diff thread">\n<summary class="box-head"><span class="path">long\.txt:5/,
    )
    expect(html).toMatch(
      /<details class="box diff thread" open>\n<summary class="box-head"><span class="path">long\.txt:2/,
    )
    expect(html).toContain('+FIVE')
  })
})
