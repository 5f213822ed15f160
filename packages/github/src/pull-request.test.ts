import { describe, expect, it } from 'vitest'
import { getPullRequest, openPullRequests, pullRequestsOfCommit } from './pull-request.ts'
import { FakeGitHub } from './testing/fake-github.ts'

const sent = (number: number, change: object = {}) => ({
  number,
  state: 'closed',
  title: 'Boost',
  user: { login: 'ada' },
  draft: false,
  head: { sha: 'd'.repeat(40), repo: { full_name: 'bob/flights' } },
  base: { sha: 'b'.repeat(40), ref: 'main' },
  merge_commit_sha: 'c'.repeat(40),
  merged_at: '2026-03-01T12:00:00Z',
  ...change,
})

describe('getPullRequest()', () => {
  it('says where its head lives, and what merged it', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.pulls.set(14, sent(14))
    expect(await getPullRequest(fake.open(), 14)).toEqual({
      number: 14,
      state: 'closed',
      title: 'Boost',
      author: 'ada',
      draft: false,
      headSha: 'd'.repeat(40),
      headRepository: 'bob/flights',
      baseSha: 'b'.repeat(40),
      baseBranch: 'main',
      mergeCommit: 'c'.repeat(40),
      mergedAt: '2026-03-01T12:00:00Z',
    })
  })

  it('knows deleted authors and deleted forks', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.pulls.set(14, sent(14, { user: null, head: { sha: 'd'.repeat(40), repo: null } }))
    expect(await getPullRequest(fake.open(), 14)).toMatchObject({ author: 'ghost', headRepository: null })
  })
})

describe('pullRequestsOfCommit()', () => {
  it('lists them over all pages', async () => {
    await using fake = await FakeGitHub.start()
    const sha = 'c'.repeat(40)
    fake.state.pullsOfCommit.set(
      sha,
      Array.from({ length: 101 }, (_, index) => sent(index + 1)),
    )
    expect((await pullRequestsOfCommit(fake.open(), sha)).map(({ number }) => number)).toHaveLength(101)
    expect(await pullRequestsOfCommit(fake.open(), 'a'.repeat(40))).toEqual([])
  })
})

describe('openPullRequests()', () => {
  it('lists those that are open, over all pages', async () => {
    await using fake = await FakeGitHub.start()
    for (let number = 1; number <= 102; number++)
      fake.state.pulls.set(number, sent(number, { state: number === 7 ? 'closed' : 'open' }))
    const numbers = (await openPullRequests(fake.open())).map(({ number }) => number)
    expect(numbers).toHaveLength(101)
    expect(numbers).not.toContain(7)
  })
})
