import { storeError } from '../error.ts'
import type { Credentials } from './credentials/credentials.ts'
import { parseXml, textAt } from './parse-xml.ts'

/** A request that did not succeed: what the server said, or what happened to the connection. */
export interface S3Failure {
  /** 0 where there was no answer. */
  readonly status: number
  /** The server's, such as `SlowDown`; empty where it gave none. */
  readonly code: string
  readonly message: string
  readonly retryAfterMs: number
  /** The region of the bucket, where the server says that it is another. */
  readonly region: string | undefined
  /** How far this machine's clock is ahead of the server's. */
  readonly skewMs: number | undefined
  readonly cause?: unknown
}

/** What happened to a connection that gave no whole answer. */
export function noAnswer(cause: unknown): S3Failure {
  return { status: 0, code: '', message: '', retryAfterMs: 0, region: undefined, skewMs: undefined, cause }
}

/** What a request was for, in the words of a message. */
export interface Purpose {
  readonly verb: 'read' | 'write' | 'list' | 'delete'
  /** The path of an object, or a prefix. */
  readonly path: string
  /** What a policy has to allow. */
  readonly permission: string
}

/** What belongs to every message about a store. */
export interface Place {
  readonly url: string
  readonly bucket: string
  readonly endpoint: string
  readonly region: string
}

/** The code and message of an error document; empty where the reply is none. */
export function parseErrorReply(text: string): { code: string; message: string; region: string | undefined } {
  try {
    const root = parseXml(text)
    const at = root.name === 'Error' ? root : undefined
    return {
      code: (at && textAt(at, 'Code')) ?? '',
      message: (at && textAt(at, 'Message')) ?? '',
      region: at && textAt(at, 'Region'),
    }
  } catch {
    // A proxy's page in HTML, an empty body: the status says what there is to say.
    return { code: '', message: '', region: undefined }
  }
}

const PASSING = [
  'ConditionalRequestConflict',
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'Throttling',
]

/** Whether the same request may succeed a moment later; a conditional write that met another one is a conflict. */
export function isPassing({ status, code }: S3Failure): boolean {
  if (status === 409 && code === '') return true
  return [0, 408, 429, 500, 502, 503, 504].includes(status) || PASSING.includes(code)
}

const REFUSED_CREDENTIALS = [
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  // versitygw
  'XAdminUserNotFound',
]

/** Whether the server takes the credentials for ones that have expired. */
export function isExpired({ code }: S3Failure): boolean {
  return code === 'ExpiredToken' || code === 'TokenRefreshRequired' || code === 'ExpiredTokenException'
}

/** The error that people see, with what they can do about it. */
export function failureError(
  failure: S3Failure,
  purpose: Purpose,
  place: Place,
  credentials?: Credentials,
): Error {
  const { verb, path, permission } = purpose
  const { status, code, region, cause } = failure
  const cannot = `Cannot ${verb} "${path}" in "${place.url}"`
  const source = credentials?.source ?? 'their place'
  const said = `${status} ${code}`.trim()
  const make = (kind: Parameters<typeof storeError>[0], problem: string, hint: string) =>
    storeError(kind, `${cannot}: ${problem}`, { hint, cause })
  if (code === 'NoSuchBucket')
    return make(
      'store/bucket-missing',
      `there is no bucket "${place.bucket}" at ${place.endpoint}`,
      'Check the address of the store, its endpoint, and whose account it is; Slipway makes no buckets',
    )
  if (region !== undefined || code === 'PermanentRedirect')
    return make(
      'store/region-wrong',
      `the bucket is in region ${region ?? 'unknown'}; expected ${place.region}`,
      region === undefined ? 'Add `?region=…` to the address' : `Add \`?region=${region}\` to the address`,
    )
  if (code === 'RequestTimeTooSkewed')
    return make('store/clock-skewed', skewOf(failure), 'Set the clock of this machine (NTP)')
  if (isExpired(failure))
    return make(
      'store/credentials-failed',
      `the credentials from ${source} have expired`,
      'Sign in again; in a long job, renew them',
    )
  if (REFUSED_CREDENTIALS.includes(code))
    return make(
      'store/credentials-failed',
      `the server does not accept the credentials from ${source} (${said})`,
      'Check that they belong to this endpoint, and that the secret was copied whole',
    )
  if (status === 401 || status === 403)
    return make(
      'store/access-denied',
      `access is denied (${said}); expected the right ${permission}`,
      `The credentials come from ${source}; policies for both roles: docs/guides/remotes.md`,
    )
  const direction = verb === 'read' || verb === 'list' ? 'store/read-failed' : 'store/write-failed'
  return storeError(direction, `${cannot}: ${describe(failure)}`, {
    cause,
    hint:
      status === 0
        ? `Check that ${place.endpoint} can be reached from here`
        : 'It is the server that refuses; nothing was changed',
  })
}

function describe({ status, code, message, cause }: S3Failure): string {
  if (status === 0) return `no whole answer (${messageOf(cause)})`
  // A server's text, in one line and of bounded length.
  const words = message.replace(/\s+/g, ' ').slice(0, 200)
  return [`the server answered with ${`${status} ${code}`.trim()}`, words]
    .filter((part) => part !== '')
    .join(': ')
}

/** The innermost reason: an aborted request wraps why it was aborted. */
function messageOf(error: unknown): string {
  let at = error
  while (at instanceof Error && at.cause instanceof Error) at = at.cause
  const { code, message } = (at ?? {}) as Partial<NodeJS.ErrnoException>
  return message || code || 'the connection was cut'
}

function skewOf({ skewMs }: S3Failure): string {
  if (skewMs === undefined) return 'the clock of this machine is not that of the server'
  const minutes = Math.round(skewMs / 60_000)
  return `the clock of this machine is ${Math.abs(minutes)} min ${minutes < 0 ? 'behind' : 'ahead of'} the server’s`
}
