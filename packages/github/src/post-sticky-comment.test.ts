import { describe, expect, it } from 'vitest'
import { MAX_COMMENT_CHARACTERS, postStickyComment } from './post-sticky-comment.ts'
import { formatMarker, type StickyMarker } from './sticky-marker.ts'
import { FakeGitHub } from './testing/fake-github.ts'

const marker: StickyMarker = { comment: 'report', head: 'd'.repeat(40), run: 100, attempt: 1 }
const sticky = { pullRequest: 14, marker, body: '# better' }
const COMMENTS = /^\/issues\/14\/comments/

function seed(
  fake: FakeGitHub,
  ...comments: readonly { body: string; login?: string; issue?: number }[]
): void {
  for (const { body, login = 'github-actions[bot]', issue = 14 } of comments)
    fake.state.comments.push({ id: fake.state.nextId++, issue, body, user: { login }, html_url: '' })
}
const bodies = (fake: FakeGitHub) => fake.state.comments.map(({ body }) => body)
const textOf = (own: StickyMarker, body = '# old') => `${formatMarker(own)}\n${body}`

describe('postStickyComment()', () => {
  it('posts one, updates it, and leaves it as it is where nothing changed', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    expect(await postStickyComment(github, sticky)).toMatchObject({ id: 1, state: 'created' })
    expect(await postStickyComment(github, sticky)).toMatchObject({ id: 1, state: 'unchanged' })
    const next = { ...sticky, marker: { ...marker, run: 101 }, body: '# worse' }
    expect(await postStickyComment(github, next)).toMatchObject({ id: 1, state: 'updated' })
    expect(bodies(fake)).toEqual([textOf(next.marker, '# worse')])
    expect(fake.count('PATCH', /comments/)).toBe(1)
  })

  it('finds it behind a hundred others, on the second page', async () => {
    await using fake = await FakeGitHub.start()
    seed(fake, ...Array.from({ length: 130 }, () => ({ body: 'talk', login: 'ada' })), {
      body: textOf(marker),
    })
    expect(await postStickyComment(fake.open(), sticky)).toMatchObject({ id: 131, state: 'updated' })
    expect(fake.state.comments).toHaveLength(131)
  })

  it('takes only its own: by author, kind, pull request, and with the marker in the first line', async () => {
    await using fake = await FakeGitHub.start()
    seed(
      fake,
      { body: textOf(marker), login: 'mallory' },
      { body: textOf({ ...marker, comment: 'candidate' }) },
      { body: textOf(marker), issue: 15 },
      { body: `quoted\n${textOf(marker)}` },
    )
    const before = bodies(fake)
    expect(await postStickyComment(fake.open(), sticky)).toMatchObject({ state: 'created' })
    expect(bodies(fake)).toEqual([...before, textOf(marker, '# better')])
  })

  it('posts as whom it is told', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.login = 'slipway[bot]'
    seed(fake, { body: textOf(marker), login: 'slipway[bot]' })
    expect(await postStickyComment(fake.open(), { ...sticky, author: 'slipway[bot]' })).toMatchObject({
      state: 'updated',
    })
  })

  it.each([
    ['run', { ...marker, run: 101 }],
    ['attempt', { ...marker, attempt: 2 }],
  ])('leaves the comment of a newer %s', async (_, newer) => {
    await using fake = await FakeGitHub.start()
    seed(fake, { body: textOf(newer) })
    expect(await postStickyComment(fake.open(), sticky)).toMatchObject({ id: 1, state: 'left' })
    expect(bodies(fake)).toEqual([textOf(newer)])
  })

  it('posts one where the answer was lost after the work', async () => {
    for (const status of [502, 0]) {
      await using fake = await FakeGitHub.start()
      fake.fail({ method: 'POST', path: COMMENTS, status, afterwards: true })
      expect(await postStickyComment(fake.open(), sticky)).toMatchObject({ id: 1 })
      expect(fake.count('POST', COMMENTS)).toBe(1)
      expect(bodies(fake)).toEqual([textOf(marker, '# better')])
    }
  })

  it('posts one where the service failed before the work', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({ method: 'POST', path: COMMENTS, status: 502 })
    expect(await postStickyComment(fake.open(), sticky)).toMatchObject({ id: 1, state: 'created' })
    expect(bodies(fake)).toHaveLength(1)
  })

  it('gives up on a service that stays down, and posts nothing', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({ method: 'POST', path: COMMENTS, status: 502, times: 99 })
    await expect(postStickyComment(fake.open(), sticky)).rejects.toMatchObject({ code: 'github/unavailable' })
    expect(bodies(fake)).toEqual([])
  })

  it('keeps the first of two that a race made, with the newest text', async () => {
    await using fake = await FakeGitHub.start()
    const github = fake.open()
    // The other job posts between our look and our post, and so has the lower id.
    fake.state.nextId = 5
    const original = fake.state.comments.push.bind(fake.state.comments)
    fake.state.comments.push = (...ours) => {
      const other = {
        id: 4,
        issue: 14,
        body: textOf({ ...marker, run: 99 }),
        user: { login: 'github-actions[bot]' },
      }
      return original(other, ...ours)
    }
    const posted = await postStickyComment(github, sticky)
    expect(posted).toMatchObject({ id: 4, state: 'updated' })
    expect(bodies(fake)).toEqual([textOf(marker, '# better')])
  })

  it('refuses a text that is too long before it sends anything', async () => {
    await using fake = await FakeGitHub.start()
    const room = MAX_COMMENT_CHARACTERS - formatMarker(marker).length - 1
    await expect(
      postStickyComment(fake.open(), { ...sticky, body: 'x'.repeat(room + 1) }),
    ).rejects.toMatchObject({ code: 'github/too-large' })
    expect(fake.requests).toEqual([])
    expect(await postStickyComment(fake.open(), { ...sticky, body: 'x'.repeat(room) })).toMatchObject({
      state: 'created',
    })
  })

  it('says which right is missing', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({
      method: 'POST',
      path: COMMENTS,
      status: 403,
      message: 'Resource not accessible by integration',
    })
    await expect(postStickyComment(fake.open(), sticky)).rejects.toMatchObject({
      code: 'github/forbidden',
      hint: expect.stringContaining('"pull-requests: write"'),
    })
  })
})
