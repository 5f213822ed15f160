import { storeError } from '../error.ts'
import type { Expiring } from './credentials.ts'
import type { ObjectService, Task, Understood } from './object-service.ts'

/** A request that did not succeed: what the server said, or what happened to the connection. */
export interface HttpFailure extends Understood {
  /** 0 where there was no answer. */
  readonly status: number
  readonly retryAfterMs: number
  /** How far this machine's clock is ahead of the server's. */
  readonly skewMs: number | undefined
  readonly cause?: unknown
}

/** What happened to a connection that gave no whole answer. */
export function noAnswer(cause: unknown): HttpFailure {
  return { meaning: 'busy', status: 0, code: '', message: '', retryAfterMs: 0, skewMs: undefined, cause }
}

/** Statuses that speak of the moment and not of the request. */
export function isPassingStatus(status: number): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status)
}

/** How far this machine's clock is ahead of that of the server; undefined where it names no time. */
export function skewOf(headers: Headers, nowMs: number): number | undefined {
  const serverMs = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(serverMs) ? undefined : nowMs - serverMs
}

export function describeSkew(skewMs: number | undefined): string {
  if (skewMs === undefined) return 'the clock of this machine is not that of the server'
  const minutes = Math.round(skewMs / 60_000)
  return `the clock of this machine is ${Math.abs(minutes)} min ${minutes < 0 ? 'behind' : 'ahead of'} the server’s`
}

/** The error that people see, with what they can do about it. */
export function failureError(
  failure: HttpFailure,
  { verb, path }: Pick<Task, 'verb' | 'path'>,
  service: Pick<ObjectService<Expiring>, 'url' | 'home' | 'origin' | 'rights'>,
  credentials?: Expiring,
): Error {
  const { status, code, cause, meaning } = failure
  const source = credentials?.source ?? 'their place'
  const said = `${status} ${code}`.trim()
  const make = (kind: Parameters<typeof storeError>[0], problem: string, hint: string) =>
    storeError(kind, `Cannot ${verb === 'size' ? 'read' : verb} "${path}" in "${service.url}": ${problem}`, {
      hint,
      cause,
    })
  if (failure.error) return make(failure.error.code, failure.error.problem, failure.error.hint)
  switch (meaning) {
    case 'homeless':
      return make(
        'store/bucket-missing',
        `there is no ${service.home} at ${service.origin}`,
        'Check the address of the store, its endpoint, and whose account it is; Slipway makes none',
      )
    case 'skewed':
      return make('store/clock-skewed', describeSkew(failure.skewMs), 'Set the clock of this machine (NTP)')
    case 'expired':
      return make(
        'store/credentials-failed',
        `the credentials from ${source} have expired`,
        'Sign in again; in a long job, renew them',
      )
    case 'refused':
      return make(
        'store/credentials-failed',
        `the server does not accept the credentials from ${source} (${said})`,
        'Check that they belong to this endpoint, and that the secret was copied whole',
      )
    case 'denied':
      return make(
        'store/access-denied',
        `access is denied (${said}); expected the right ${service.rights[verb]}`,
        `The credentials come from ${source}; policies for both roles: docs/guides/remotes.md`,
      )
    default:
      return make(
        verb === 'write' || verb === 'delete' ? 'store/write-failed' : 'store/read-failed',
        describe(failure),
        status === 0
          ? `Check that ${service.origin} can be reached from here`
          : 'It is the server that refuses; nothing was changed',
      )
  }
}

function describe({ status, code, message, cause }: HttpFailure): string {
  if (status === 0) return `no whole answer (${reasonOf(cause)})`
  // A server's text, in one line and of bounded length.
  const words = message.replace(/\s+/g, ' ').slice(0, 200)
  return [`the server answered with ${`${status} ${code}`.trim()}`, words]
    .filter((part) => part !== '')
    .join(': ')
}

/** The innermost reason: an aborted request wraps why it was aborted. */
export function reasonOf(error: unknown): string {
  let at = error
  while (at instanceof Error && at.cause instanceof Error) at = at.cause
  const { code, message } = (at ?? {}) as Partial<NodeJS.ErrnoException>
  return message || code || 'the connection was cut'
}
