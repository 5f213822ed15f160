import type { Agent, IncomingMessage } from 'node:http'
import { Deadline, withDeadline } from '../http/deadline.ts'
import { exchange, headersOf } from '../http/http-exchange.ts'
import { RequestLimit, signOf, untilRead } from '../http/request-limit.ts'
import { planWait, type RetryPolicy, readRetryAfter, type Timing } from '../http/retry.ts'
import { readWhole } from '../read-whole.ts'
import { credentialPlaces } from './credentials/find-credentials.ts'
import type { RegistryCredentials } from './credentials/registry-credentials.ts'
import {
  failureError,
  isPassing,
  noAnswer,
  type OciFailure,
  type Purpose,
  tryParseErrorReply,
} from './oci-failure.ts'
import { isPrivateWay, type OciAddress } from './parse-oci-address.ts'
import { type Access, FailedLogin, RegistryLogin } from './registry-login.ts'

export interface OciSettings {
  readonly url: string
  readonly address: OciAddress
  readonly findCredentials: () => Promise<RegistryCredentials | undefined>
  readonly agentOf: (protocol: string) => Agent
  readonly timing: Timing
  readonly retries: RetryPolicy
  /** How long a record may be written over after it was written; see OciBackend. */
  readonly settleMs: number
}

export interface OciRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  readonly url: URL
  readonly access: Access
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Whether the body comes as a stream, which may still break. */
  readonly asStream?: boolean
  /** In all, where the usual patience would be too long. */
  readonly mostMs?: number
  /** Statuses besides 2xx that are an answer and no failure. */
  readonly accepted?: readonly number[]
}

export interface OciReply {
  readonly status: number
  readonly headers: Headers
  /** The whole body; empty when it was asked for as a stream. */
  readonly bytes: Uint8Array
  readonly stream: AsyncIterable<Uint8Array> | undefined
}

export type Outcome<T> = { readonly value: T } | { readonly failure: OciFailure }
type Answered = Outcome<OciReply> & { readonly challenge?: string | null }

/** No line is so slow that it is worth waiting for: a body of 64 MiB has seventeen minutes more. */
const SLOWEST_BYTES_PER_MS = 64
const MOST_REDIRECTS = 5

/** Sends requests to one registry; logs in where it asks for that, and repeats what may succeed later. */
export class OciClient {
  readonly #settings: OciSettings
  readonly #login: RegistryLogin
  readonly #limit = new RequestLimit()

  constructor(settings: OciSettings) {
    this.#settings = settings
    const { address, findCredentials: find, agentOf, timing } = settings
    this.#login = new RegistryLogin({ name: address.name, find, agentOf, timing })
  }

  /**
   * @throws store/access-denied, store/clock-skewed, store/credentials-failed, store/credentials-missing,
   *   store/read-failed, store/write-failed
   */
  send(request: OciRequest, purpose: Purpose): Promise<OciReply> {
    return this.repeat(purpose, () => this.attempt(request))
  }

  /** Does the work again after a failure that may pass: no sooner than the server asks, and not for ever. */
  async repeat<T>(purpose: Purpose, work: () => Promise<Outcome<T>>): Promise<T> {
    const { timing, retries } = this.#settings
    let waitedMs = 0
    for (let failed = 1; ; failed++) {
      const outcome = await work()
      if ('value' in outcome) return outcome.value
      const { failure } = outcome
      const waitMs = isPassing(failure)
        ? planWait(failed, waitedMs, failure.retryAfterMs, retries, timing.random())
        : undefined
      if (waitMs === undefined) throw this.error(failure, purpose)
      waitedMs += waitMs
      await timing.sleep(waitMs)
    }
  }

  /** One request, with the login that it may need first. */
  async attempt(request: OciRequest): Promise<Outcome<OciReply>> {
    try {
      const shown = await this.#login.header(request.access)
      const outcome = await this.#inTurn(request, shown)
      if (!('challenge' in outcome)) return outcome
      if (!(await this.#login.isAnswered(outcome.challenge, request.access, shown))) return outcome
      return await this.#inTurn(request, await this.#login.header(request.access))
    } catch (error) {
      if (error instanceof FailedLogin) return { failure: error.failure }
      throw error
    }
  }

  error(failure: OciFailure, purpose: Purpose): Error {
    const { url, address } = this.#settings
    return failureError(failure, purpose, {
      url,
      places: credentialPlaces(address.host),
      credentials: this.#login.credentials,
    })
  }

  /** The failure of a body that broke after its first bytes, or whose bytes are not what they should be. */
  broken(cause: unknown): OciFailure {
    return noAnswer(this.#settings.address.endpoint.origin, cause)
  }

  /** One request, once there is a place for it. */
  async #inTurn(request: OciRequest, authorization: string | undefined): Promise<Answered> {
    const turn = await this.#limit.turn()
    let found: Answered | undefined
    try {
      found = await this.#exchange(request, authorization)
    } finally {
      const isStreaming = found && 'value' in found && found.value.stream !== undefined
      const end = found && ('value' in found ? found.value : found.failure)
      if (!isStreaming) turn.end(end ? signOf(end) : 'neither')
    }
    return 'value' in found && found.value.stream
      ? { value: { ...found.value, stream: untilRead(found.value.stream, turn) } }
      : found
  }

  async #exchange(request: OciRequest, authorization: string | undefined): Promise<Answered> {
    const { timing } = this.#settings
    const patienceMs = timing.stallMs + (request.body?.length ?? 0) / SLOWEST_BYTES_PER_MS
    const deadline = new Deadline(Math.min(patienceMs, request.mostMs ?? Number.POSITIVE_INFINITY))
    let streaming = false
    try {
      const message = await this.#follow(request, authorization, deadline.signal)
      const reply = { status: message.statusCode ?? 0, headers: headersOf(message) }
      const isOk = reply.status >= 200 && reply.status < 300
      if (request.asStream && isOk) {
        streaming = true
        const stream = withDeadline(message, deadline, timing.stallMs)
        return { value: { ...reply, bytes: new Uint8Array(), stream } }
      }
      const bytes = await readWhole(message)
      if (isOk || this.#isAccepted(request, reply.status, bytes))
        return { value: { ...reply, bytes, stream: undefined } }
      const failure = this.#failureOf(reply, bytes)
      return reply.status === 401
        ? { failure, challenge: reply.headers.get('www-authenticate') }
        : { failure }
    } catch (cause) {
      return { failure: this.broken(deadline.signal.aborted ? deadline.signal.reason : cause) }
    } finally {
      if (!streaming) deadline.end()
    }
  }

  /** A registry sends whoever reads a blob to where it lies; what it was shown is for itself alone. */
  async #follow(
    { method, url, headers = {}, body }: OciRequest,
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    let at = url
    for (let left = MOST_REDIRECTS; ; left--) {
      if (!isPrivateWay(at)) throw new Error(`it sends to ${at.origin}; expected an https address`)
      const isRegistry = at.origin === this.#settings.address.endpoint.origin
      const shown = authorization !== undefined && isRegistry ? { authorization } : {}
      const agent = this.#settings.agentOf(at.protocol)
      const sent = { ...headers, ...shown }
      const message = await exchange({ url: at, method, headers: sent, body: body && [body], agent, signal })
      const location = message.headers.location
      const isRedirect = [301, 302, 303, 307, 308].includes(message.statusCode ?? 0)
      if (!isRedirect || location === undefined || (method !== 'GET' && method !== 'HEAD')) return message
      message.resume()
      if (left === 0 || !URL.canParse(location, at.href)) throw new Error('it sends on and on')
      at = new URL(location, at)
    }
  }

  /** A 404 counts where a registry speaks: a page of a proxy, or of a wrong host, says nothing about an object. */
  #isAccepted({ accepted = [] }: OciRequest, status: number, bytes: Uint8Array): boolean {
    if (!accepted.includes(status)) return false
    return status !== 404 || bytes.length === 0 || tryParseErrorReply(textOf(bytes)) !== undefined
  }

  #failureOf({ status, headers }: Pick<OciReply, 'status' | 'headers'>, bytes: Uint8Array): OciFailure {
    const { timing, address } = this.#settings
    const reply = tryParseErrorReply(textOf(bytes)) ?? { code: '', message: '' }
    const retryAfterMs = readRetryAfter(headers.get('retry-after'), timing.now())
    return { status, ...reply, retryAfterMs, server: address.endpoint.origin }
  }
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
