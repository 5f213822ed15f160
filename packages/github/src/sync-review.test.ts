import { describe, expect, it } from 'vitest'
import { pullRequestFiles } from './pull-request-files.ts'
import { formatReviewMarker } from './review-marker.ts'
import { type LineComment, type ReviewSync, syncReview } from './sync-review.ts'
import { FakeGitHub } from './testing/fake-github.ts'

const GATE: LineComment = {
  subject: 'a'.repeat(16),
  path: 'slipway.yaml',
  side: 'RIGHT',
  line: 12,
  body: 'gate',
}
const PARAM: LineComment = {
  subject: 'b'.repeat(16),
  path: 'params.yaml',
  side: 'RIGHT',
  line: 2,
  body: 'lr',
}
const DATA: LineComment = { subject: 'c'.repeat(16), path: 'data.slip', side: 'RIGHT', line: 4, body: 'rows' }

const syncOf = (...comments: readonly LineComment[]): ReviewSync => ({
  pullRequest: 14,
  headSha: 'd'.repeat(40),
  comments,
  intro: 'see below',
})
const holding = ({ subject, body }: LineComment) =>
  `${formatReviewMarker({ subject, state: 'holds' })}\n${body}`
const bodies = (fake: FakeGitHub) => fake.state.lineComments.map(({ body }) => body)
const writes = (fake: FakeGitHub) =>
  fake.requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')

describe('syncReview()', () => {
  it('posts the first comments in one review, and nothing when it is repeated', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    expect(await syncReview(github, syncOf(GATE, PARAM))).toMatchObject({ created: 2, updated: 0, ended: 0 })
    expect(fake.state.reviews).toMatchObject([{ body: 'see below', commit_id: 'd'.repeat(40) }])
    expect(bodies(fake)).toEqual([holding(GATE), holding(PARAM)])
    expect(await syncReview(github, syncOf(GATE, PARAM))).toMatchObject({ created: 0, updated: 0, ended: 0 })
    expect(writes(fake)).toHaveLength(1)
  })

  it('adds a later comment alone, edits what is said otherwise, and leaves the rest', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    await syncReview(github, syncOf(GATE, PARAM))
    const other = { ...PARAM, body: 'lr again' }
    expect(await syncReview(github, syncOf(GATE, other, DATA))).toMatchObject({
      created: 1,
      updated: 1,
      ended: 0,
    })
    expect(fake.state.reviews).toHaveLength(1)
    expect(bodies(fake)).toEqual([holding(GATE), holding(other), holding(DATA)])
  })

  it.each([
    [true, 1],
    [false, 0],
  ])(
    'says that a comment is over, keeps its words, and resolves it where the token may (%s)',
    async (may, resolved) => {
      await using fake = await FakeGitHub.start()
      fake.state.mayResolve = may
      const github = fake.open()
      await syncReview(github, syncOf(GATE, DATA, PARAM))
      expect(await syncReview(github, syncOf(GATE, DATA))).toEqual({
        created: 0,
        updated: 0,
        ended: 1,
        resolved,
      })
      const [gate, , param] = fake.state.lineComments
      expect(param?.body).toMatch(
        /^<!-- slipway line=b{16} state=over -->\n\*\*No longer holds\*\* as of ddddddd\./,
      )
      expect(param?.body).toContain('lr')
      expect([gate?.resolved, param?.resolved]).toEqual([false, may])
      // Once is enough.
      const before = writes(fake).length
      await syncReview(github, syncOf(GATE, DATA))
      expect(writes(fake)).toHaveLength(before)
    },
  )

  it('opens the same comment again where it holds once more', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.mayResolve = true
    const github = fake.open()
    await syncReview(github, syncOf(PARAM))
    await syncReview(github, syncOf())
    expect(fake.state.lineComments[0]?.resolved).toBe(true)
    expect(await syncReview(github, syncOf(PARAM))).toMatchObject({ created: 0, updated: 1 })
    expect(fake.state.lineComments).toMatchObject([{ body: holding(PARAM), resolved: false }])
  })

  it('leaves an outdated comment that still says it, and else says it anew and ends the old one', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    await syncReview(github, syncOf(PARAM))
    // GitHub's word for a line that was changed since.
    for (const comment of fake.state.lineComments) comment.line = null
    expect(await syncReview(github, syncOf(PARAM))).toMatchObject({ created: 0, updated: 0, ended: 0 })
    const moved = { ...PARAM, line: 3, body: 'lr 0.3' }
    expect(await syncReview(github, syncOf(moved))).toMatchObject({ created: 1, updated: 0, ended: 1 })
    expect(bodies(fake)[0]).toContain('state=over')
    expect(bodies(fake)[1]).toBe(holding(moved))
    expect(await syncReview(github, syncOf(moved))).toMatchObject({ created: 0, updated: 0, ended: 0 })
  })

  it('takes only its own: by author, and with the marker in the first line', async () => {
    await using fake = await FakeGitHub.start()
    const strange = (login: string, body: string) =>
      fake.state.lineComments.push({
        id: fake.state.nextId++,
        pull: 14,
        line: 2,
        user: { login },
        body,
        resolved: false,
      })
    strange('mallory', holding(PARAM))
    strange('github-actions[bot]', `quoted\n${holding(PARAM)}`)
    const before = bodies(fake)
    expect(await syncReview(fake.open(), syncOf(PARAM))).toMatchObject({ created: 1, ended: 0 })
    expect(bodies(fake)).toEqual([...before, holding(PARAM)])
  })

  it('posts one review where the answer was lost after the work', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({ method: 'POST', path: /reviews/, status: 502, afterwards: true })
    await syncReview(fake.open(), syncOf(GATE, PARAM))
    expect(fake.state.reviews).toHaveLength(1)
    expect(bodies(fake)).toHaveLength(2)
  })

  it('posts nothing where one line is not in the diff any more', async () => {
    await using fake = await FakeGitHub.start()
    const sync = syncOf(GATE, { ...PARAM, line: 99 })
    await expect(syncReview(fake.open(), sync)).rejects.toMatchObject({ code: 'github/refused' })
    expect(bodies(fake)).toEqual([])
  })

  it('asks for nothing where there is nothing to say and nothing was said', async () => {
    await using fake = await FakeGitHub.start()
    await syncReview(fake.open(), syncOf())
    expect(fake.requests.map(({ method }) => method)).toEqual(['GET'])
  })
})

describe('pullRequestFiles()', () => {
  it('gives every page, and null where GitHub shows no patch', async () => {
    await using fake = await FakeGitHub.start()
    const files = Array.from({ length: 130 }, (_, at) => ({
      filename: `f${at}`,
      ...(at === 0 ? {} : { patch: '@@' }),
    }))
    fake.state.pulls.set(14, { files })
    const found = await pullRequestFiles(fake.open(), 14)
    expect(found).toHaveLength(130)
    expect(found.slice(0, 2)).toEqual([
      { path: 'f0', patch: null },
      { path: 'f1', patch: '@@' },
    ])
  })
})
