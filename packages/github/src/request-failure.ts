import { SlipwayError } from '@slipway/core'
import { githubError } from './error.ts'
import type { Purpose } from './permission.ts'

/** What we read of the error that Octokit throws. */
interface RequestFailure {
  readonly status: number
  readonly message: string
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>
    readonly data?: unknown
  }
}

/**
 * The failure of a request in our words. GitHub's own words are quoted, cut and on one line; the request itself, which
 * held the token, is not kept.
 */
export function requestFailure(error: unknown, purpose: Purpose): Error {
  if (error instanceof SlipwayError) return error
  if (!isRequestFailure(error)) return error instanceof Error ? error : new Error(String(error))
  const { status, response } = error
  const cannot = `Cannot ${purpose.action}`
  const said = quote(error.message)
  if (!response)
    return githubError(
      'github/unavailable',
      `${cannot}: no answer from GitHub (${said}); expected one after retries`,
    )
  if (isRateLimit(error)) return rateLimited(cannot, said, response.headers)
  const answer = `${cannot}: GitHub answers ${status}, "${said}"`
  if (status === 401)
    return githubError('github/forbidden', `${answer}; expected a valid token`, {
      hint: 'The token is missing, expired or revoked; a job’s GITHUB_TOKEN lives for 24 hours',
    })
  if (status === 403)
    return githubError('github/forbidden', `${answer}; expected the right "${purpose.permission}"`, {
      hint: rightHint(purpose),
    })
  if (status === 404 || status === 410)
    return githubError('github/not-found', `${answer}; expected it to be there`, {
      hint: `GitHub also says so where a token may not look; this needs "${purpose.permission}"`,
    })
  if (status === 409 || alreadyExists(error))
    return githubError('github/conflict', `${answer}; expected it to be free`)
  if (status >= 500) return githubError('github/unavailable', `${answer}; expected success after retries`)
  return githubError('github/refused', answer)
}

function rightHint({ permission }: Purpose): string {
  if (permission.startsWith('administration'))
    return 'No job token has this right: use the token of an administrator or of a GitHub App'
  return `Add "${permission}" under "permissions:" of the job; a pull request from a fork never gets a right to write`
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && 'status' in error && 'request' in error
}

function isRateLimit({ status, message, response }: RequestFailure): boolean {
  if (status === 429) return true
  return (
    status === 403 &&
    (/rate limit/i.test(message) || String(response?.headers['x-ratelimit-remaining']) === '0')
  )
}

function rateLimited(
  cannot: string,
  said: string,
  headers: NonNullable<RequestFailure['response']>['headers'],
): SlipwayError {
  const after = Number(headers['retry-after'])
  const reset = Number(headers['x-ratelimit-reset'])
  const when =
    after > 0 ? `in ${after} s` : reset > 0 ? `at ${new Date(reset * 1000).toISOString()}` : 'in a minute'
  return githubError('github/rate-limited', `${cannot}: GitHub's rate limit is used up, "${said}"`, {
    hint: `Try again ${when}; a job's GITHUB_TOKEN has 1,000 requests an hour for the whole repository`,
  })
}

function alreadyExists({ status, message, response }: RequestFailure): boolean {
  if (status !== 422) return false
  const { errors } = (response?.data ?? {}) as { errors?: unknown }
  const codes = Array.isArray(errors)
    ? errors.map((item: unknown) => (item as { code?: unknown } | null)?.code)
    : []
  return codes.includes('already_exists') || /reference already exists/i.test(message)
}

/** One line of at most 300 characters, without control characters. */
function quote(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300)
}
