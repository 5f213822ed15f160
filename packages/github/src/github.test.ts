import { inspect } from 'node:util'
import { Secret, SlipwayError } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { openGitHub } from './github.ts'
import { getPullRequest } from './pull-request.ts'
import { FAKE_TOKEN, FakeGitHub, type Fault } from './testing/fake-github.ts'

const PULL = {
  number: 14,
  state: 'open',
  title: 'Boost',
  user: { login: 'ada' },
  draft: false,
  head: { sha: 'd'.repeat(40), repo: { full_name: 'ada/flights' } },
  base: { sha: 'b'.repeat(40), ref: 'main' },
  merge_commit_sha: null,
  merged_at: null,
}

async function failingWith(fault: Omit<Fault, 'method' | 'path'>): Promise<SlipwayError> {
  await using fake = await FakeGitHub.start()
  fake.state.pulls.set(14, PULL)
  fake.fail({ method: 'GET', path: /^\/pulls\/14$/, times: 99, ...fault })
  const error = await getPullRequest(fake.open(), 14).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(SlipwayError)
  return error as SlipwayError
}

describe('openGitHub()', () => {
  it.each(['flights', 'ada/', '/flights', 'ada/flights/x', ''])(
    'refuses the repository "%s"',
    (repository) => {
      const options = { token: new Secret('x'), apiUrl: 'http://127.0.0.1:9', userAgent: 'test' }
      expect(() => openGitHub({ ...options, repository })).toThrow(
        expect.objectContaining({ code: 'github/repository-invalid' }),
      )
      expect(openGitHub({ ...options, repository: 'ada/flights' }).repository).toBe('ada/flights')
    },
  )
})

describe('GitHub.request()', () => {
  it('sends the token, and sends a read again after the service failed', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.pulls.set(14, PULL)
    fake.fail({ method: 'GET', path: /^\/pulls/, status: 502 })
    fake.fail({ method: 'GET', path: /^\/pulls/, status: 0 })
    expect((await getPullRequest(fake.open(), 14)).number).toBe(14)
    expect(fake.count('GET', /^\/pulls/)).toBe(3)
    expect(fake.requests[0]?.authorization).toBe(`token ${FAKE_TOKEN}`)
  })

  it.each<[string, Omit<Fault, 'method' | 'path'>]>([
    ['github/unavailable', { status: 502 }],
    ['github/unavailable', { status: 0 }],
    ['github/forbidden', { status: 401, message: 'Bad credentials' }],
    ['github/forbidden', { status: 403, message: 'Resource not accessible by integration' }],
    ['github/not-found', { status: 404 }],
    ['github/not-found', { status: 410, message: 'Artifact has expired' }],
    ['github/conflict', { status: 409 }],
    ['github/refused', { status: 422, message: 'Validation Failed' }],
    [
      'github/rate-limited',
      { status: 429, headers: { 'retry-after': '600' }, message: 'secondary rate limit' },
    ],
    [
      'github/rate-limited',
      { status: 403, headers: { 'retry-after': '600' }, message: 'You have exceeded a secondary rate limit' },
    ],
    [
      'github/rate-limited',
      {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4000000000' },
        message: 'Forbidden',
      },
    ],
  ])('fails with %s on %j', async (code, fault) => {
    expect((await failingWith(fault)).code).toBe(code)
  })

  it('names the action and the right that is missing, and the key that gives it', async () => {
    const error = await failingWith({ status: 403, message: 'Resource not accessible by integration' })
    expect(error.message).toContain('read pull request #14')
    expect(error.message).toContain('"pull-requests: read"')
    expect(error.hint).toContain('"pull-requests: read" under "permissions:"')
  })

  it('waits as long as GitHub says, and goes on', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.pulls.set(14, PULL)
    const path = /^\/pulls/
    fake.fail({
      method: 'GET',
      path,
      status: 429,
      headers: { 'retry-after': '50' },
      message: 'secondary rate limit',
    })
    fake.fail({
      method: 'GET',
      path,
      status: 403,
      headers: { 'retry-after': '50' },
      message: 'secondary rate limit',
    })
    const started = performance.now()
    expect((await getPullRequest(fake.open(), 14)).number).toBe(14)
    expect(fake.count('GET', path)).toBe(3)
    // A second is one millisecond here.
    expect(performance.now() - started).toBeGreaterThanOrEqual(100)
  })

  it('does not wait for a limit that is far away', async () => {
    await using fake = await FakeGitHub.start()
    const headers = { 'retry-after': '61' }
    fake.fail({
      method: 'GET',
      path: /^\/pulls/,
      status: 429,
      headers,
      message: 'secondary rate limit',
      times: 99,
    })
    await expect(getPullRequest(fake.open(), 14)).rejects.toMatchObject({
      code: 'github/rate-limited',
      hint: expect.stringContaining('in 61 s'),
    })
    expect(fake.requests).toHaveLength(1)
  })

  it('gives up after a few tries', async () => {
    await using fake = await FakeGitHub.start()
    const path = /^\/pulls/
    fake.fail({
      method: 'GET',
      path,
      status: 429,
      headers: { 'retry-after': '1' },
      message: 'secondary rate limit',
      times: 99,
    })
    await expect(getPullRequest(fake.open(), 14)).rejects.toMatchObject({ code: 'github/rate-limited' })
    expect(fake.count('GET', path)).toBe(3)
  })

  it('never shows the token', async () => {
    for (const status of [0, 401, 403, 404, 422, 502]) {
      const error = await failingWith({ status })
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(FAKE_TOKEN)
    }
    await using fake = await FakeGitHub.start()
    expect(inspect(fake.open(), { depth: 20, showHidden: true })).not.toContain(FAKE_TOKEN)
    expect(JSON.stringify(fake.open())).not.toContain(FAKE_TOKEN)
  })

  it('keeps what GitHub says on one line, and short', async () => {
    const error = await failingWith({ status: 422, message: `a\n::error::b\u001b[31m${'c'.repeat(9000)}` })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    expect(error.message).not.toMatch(/[\n\u001b]/)
    expect(error.message.length).toBeLessThan(500)
  })

  it('ends with the caller’s reason when it is aborted', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({ method: 'GET', path: /^\/pulls/, status: 502, times: 99 })
    const abort = new AbortController()
    const running = getPullRequest(fake.open({ signal: abort.signal }), 14)
    const reason = new Error('interrupted')
    abort.abort(reason)
    await expect(running).rejects.toBe(reason)
  })
})
