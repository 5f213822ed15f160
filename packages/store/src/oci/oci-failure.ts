import { storeError } from '../error.ts'
import { isPassingStatus, reasonOf } from '../http/http-failure.ts'
import type { RegistryCredentials } from './credentials/registry-credentials.ts'

/** A request that did not succeed: what the server said, or what happened to the connection. */
export interface OciFailure {
  /** 0 where there was no answer. */
  readonly status: number
  /** The server's, such as `DENIED`; empty where it gave none. */
  readonly code: string
  readonly message: string
  readonly retryAfterMs: number
  /** The service that gives tokens may be another than the registry. */
  readonly server: string
  readonly cause?: unknown
}

/** What a request was for, in the words of a message. */
export interface Purpose {
  readonly verb: 'read' | 'write' | 'list' | 'delete'
  /** The path of an object, or a prefix. */
  readonly path: string
}

/** What belongs to every message about a store. */
export interface Place {
  readonly url: string
  /** Where credentials were looked for. */
  readonly places: string
  readonly credentials: RegistryCredentials | undefined
}

/** What happened to a connection that gave no whole answer. */
export function noAnswer(server: string, cause: unknown): OciFailure {
  return { status: 0, code: '', message: '', retryAfterMs: 0, server, cause }
}

/**
 * The first code and message of an answer that is an error; undefined where it is none of a registry.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
 */
export function tryParseErrorReply(text: string): { code: string; message: string } | undefined {
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown }
    const first: unknown = Array.isArray(errors) ? (errors[0] ?? {}) : undefined
    if (typeof first !== 'object' || first === null) return undefined
    const { code, message } = first as { code?: unknown; message?: unknown }
    return { code: wordsOf(code), message: wordsOf(message) }
  } catch {
    return undefined
  }
}

/** The last three: an upload that another server behind the same name does not know, or bytes that changed on their way. */
const PASSING = ['TOOMANYREQUESTS', 'BLOB_UPLOAD_UNKNOWN', 'BLOB_UPLOAD_INVALID', 'DIGEST_INVALID']

/** Whether the same request may succeed a moment later. */
export function isPassing({ status, code, cause }: OciFailure): boolean {
  if (isAboutTime(cause)) return false
  // 409: two writes met, and neither is decided.
  return status === 0 || status === 409 || isPassingStatus(status) || PASSING.includes(code)
}

/** The error that people see, with what they can do about it. */
export function failureError(failure: OciFailure, { verb, path }: Purpose, place: Place): Error {
  const { status, code, message, server, cause } = failure
  const source = place.credentials?.source
  const said = [`${status} ${code}`.trim(), wordsOf(message)].filter((part) => part !== '').join(': ')
  const make = (kind: Parameters<typeof storeError>[0], problem: string, hint: string) =>
    storeError(kind, `Cannot ${verb} "${path}" in "${place.url}": ${problem}`, { hint, cause })
  if (isAboutTime(cause))
    return make(
      'store/clock-skewed',
      `the certificate of ${server} is not valid at the time that this machine has`,
      'Set the clock of this machine (NTP); if it is right, the certificate has run out',
    )
  if ((status === 401 || status === 403) && source === undefined)
    return make(
      'store/credentials-missing',
      `${server} wants credentials (${said}), and there are none in ${place.places}`,
      'In a job of GitHub Actions pass GITHUB_TOKEN and grant `packages: write`; elsewhere `docker login`: docs/guides/remotes/oci.md',
    )
  if (status === 401)
    return make(
      'store/credentials-failed',
      `${server} does not accept the credentials from ${source} (${said})`,
      'Check that they belong to this registry, have not expired, and were copied whole',
    )
  if (status === 403)
    return make(
      'store/access-denied',
      `access is denied (${said}); expected the right to ${verb === 'list' ? 'read' : verb}`,
      `The credentials come from ${source}; on ghcr.io a job needs \`packages: write\`, and the package has to grant its repository that role: docs/guides/remotes/oci.md`,
    )
  const direction = verb === 'read' || verb === 'list' ? 'store/read-failed' : 'store/write-failed'
  return status === 0
    ? make(direction, `no whole answer (${reasonOf(cause)})`, `Check that ${server} can be reached from here`)
    : make(
        direction,
        `the server answered with ${said}`,
        'It is the server that refuses; nothing was changed',
      )
}

/** Whether a certificate was refused for the time of this machine, which trying again does not change. */
function isAboutTime(cause: unknown): boolean {
  const { code } = (cause ?? {}) as { code?: unknown }
  return code === 'CERT_NOT_YET_VALID' || code === 'CERT_HAS_EXPIRED'
}

/** A server's text, in one line and of bounded length. */
function wordsOf(text: unknown): string {
  return typeof text === 'string' ? text.replace(/\s+/g, ' ').trim().slice(0, 200) : ''
}
