import type { Agent } from 'node:http'
import { storeError } from '../error.ts'
import { Deadline } from '../http/deadline.ts'
import { exchange, headersOf } from '../http/http-exchange.ts'
import { readRetryAfter, type Timing } from '../http/retry.ts'
import { readText } from '../read-whole.ts'
import type { RegistryCredentials } from './credentials/registry-credentials.ts'
import { noAnswer, type OciFailure, tryParseErrorReply } from './oci-failure.ts'
import { isPrivateWay } from './parse-oci-address.ts'

/** What a request does, as scopes of tokens tell it apart. */
export type Access = 'pull' | 'push' | 'delete'

const ACTIONS: Readonly<Record<Access, string>> = {
  pull: 'pull',
  push: 'pull,push',
  delete: 'delete,pull',
}
// https://distribution.github.io/distribution/spec/auth/token/
const DEFAULT_SECONDS = 60
/** A token is replaced so long before it expires, or after three quarters of its time where that is less. */
const EARLY_MS = 30_000

export interface LoginSettings {
  /** Of the repository. */
  readonly name: string
  readonly find: () => Promise<RegistryCredentials | undefined>
  readonly agentOf: (protocol: string) => Agent
  readonly timing: Timing
}

/** A login that did not succeed: the failure decides whether to try again, and what is said. */
export class FailedLogin extends Error {
  readonly failure: OciFailure

  constructor(failure: OciFailure) {
    super('the login failed')
    this.failure = failure
  }
}

interface Challenge {
  readonly realm: URL
  readonly service: string | undefined
}

interface Header {
  readonly value: string
  readonly untilMs: number
}

/** Shows credentials, or a token got for them, once the registry has asked for it. */
export class RegistryLogin {
  /** Those that were found, for messages. */
  credentials: RegistryCredentials | undefined
  readonly #settings: LoginSettings
  readonly #headers = new Map<Access, Promise<Header | undefined>>()
  #asked: 'Basic' | Challenge | undefined

  constructor(settings: LoginSettings) {
    this.#settings = settings
  }

  /** What the next request shows; undefined while nothing was asked for. @throws FailedLogin, store/credentials-failed */
  async header(access: Access): Promise<string | undefined> {
    const asked = this.#asked
    if (asked === undefined) return undefined
    const known = await this.#headers.get(access)
    if (known !== undefined && known.untilMs > this.#settings.timing.now()) return known.value
    // Many requests at once ask only once; none waits on a login that has failed.
    const next = this.#login(asked, access)
    this.#headers.set(access, next)
    try {
      return (await next)?.value
    } catch (error) {
      if (this.#headers.get(access) === next) this.#headers.delete(access)
      throw error
    }
  }

  /**
   * Takes note of what a 401 asks for.
   * @param shown what was shown to get it
   * @returns whether there is now something else to show
   */
  async isAnswered(challenge: string | null, access: Access, shown: string | undefined): Promise<boolean> {
    const asked = this.#parse(challenge ?? '')
    if (asked === undefined) return false
    this.#asked ??= asked
    const known = await this.#headers.get(access)?.catch(() => undefined)
    if (shown !== undefined && known?.value === shown) this.#headers.delete(access)
    return (await this.header(access)) !== shown
  }

  async #login(asked: 'Basic' | Challenge, access: Access): Promise<Header | undefined> {
    this.credentials = await this.#settings.find()
    if (asked !== 'Basic') return this.#token(asked, access)
    const { credentials } = this
    if (credentials === undefined) return undefined
    return { value: basic(credentials), untilMs: Number.POSITIVE_INFINITY }
  }

  async #token({ realm, service }: Challenge, access: Access): Promise<Header> {
    const { name, timing } = this.#settings
    const form = {
      ...(service === undefined ? {} : { service }),
      scope: `repository:${name}:${ACTIONS[access]}`,
    }
    const { status, headers, text } = await this.#send(realm, form)
    const { token, seconds } = parseToken(text)
    if (status === 200 && token !== undefined) {
      const ms = seconds * 1000
      return { value: `Bearer ${token}`, untilMs: timing.now() + Math.max(ms - EARLY_MS, ms * 0.75) }
    }
    const retryAfterMs = readRetryAfter(headers.get('retry-after'), timing.now())
    const code = tryParseErrorReply(text)?.code ?? ''
    const message = status === 200 ? 'its answer holds no token' : ''
    throw new FailedLogin({ status, code, message, retryAfterMs, server: realm.origin })
  }

  /** An identity is exchanged by a form, a password shown in a header: each by the only way that is specified for it. */
  async #send(
    realm: URL,
    form: Readonly<Record<string, string>>,
  ): Promise<{ status: number; headers: Headers; text: string }> {
    const { timing, agentOf } = this.#settings
    const { credentials } = this
    const url = new URL(realm)
    const identity = credentials?.kind === 'identity' ? credentials.password.reveal() : undefined
    const fields = new URLSearchParams(form)
    if (identity === undefined) for (const [key, value] of fields) url.searchParams.append(key, value)
    else {
      fields.append('grant_type', 'refresh_token')
      fields.append('client_id', 'slipway')
      fields.append('refresh_token', identity)
    }
    const deadline = new Deadline(timing.stallMs)
    try {
      const message = await exchange({
        url,
        method: identity === undefined ? 'GET' : 'POST',
        headers:
          identity !== undefined
            ? { 'content-type': 'application/x-www-form-urlencoded' }
            : credentials === undefined
              ? {}
              : { authorization: basic(credentials) },
        body: identity === undefined ? undefined : fields.toString(),
        agent: agentOf(url.protocol),
        signal: deadline.signal,
      })
      return { status: message.statusCode ?? 0, headers: headersOf(message), text: await readText(message) }
    } catch (cause) {
      throw new FailedLogin(noAnswer(realm.origin, deadline.signal.aborted ? deadline.signal.reason : cause))
    } finally {
      deadline.end()
    }
  }

  /** https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate */
  #parse(challenge: string): 'Basic' | Challenge | undefined {
    const bearer = /(?:^|[\s,])Bearer\s+(.*)$/i.exec(challenge)?.[1]
    if (bearer === undefined) return /(?:^|[\s,])Basic(?:\s|$)/i.test(challenge) ? 'Basic' : undefined
    const fieldOf = (name: string) => new RegExp(`(?:^|[\\s,])${name}="([^"]*)"`, 'i').exec(bearer)?.[1]
    const realm = fieldOf('realm') ?? ''
    if (!URL.canParse(realm)) return undefined
    const url = new URL(realm)
    if (isPrivateWay(url)) return { realm: url, service: fieldOf('service') }
    throw storeError(
      'store/credentials-failed',
      `Cannot get a token for "${this.#settings.name}": the registry sends to ${url.origin}; expected an https address`,
      { hint: 'Credentials would be readable on the way there; let the registry name an https realm' },
    )
  }
}

function basic({ user, password }: RegistryCredentials): string {
  return `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`
}

function parseToken(text: string): { token: string | undefined; seconds: number } {
  try {
    const { token, access_token, expires_in } = JSON.parse(text) as Readonly<Record<string, unknown>>
    const found = [token, access_token].find((each) => typeof each === 'string' && each !== '')
    const seconds = typeof expires_in === 'number' && expires_in > 0 ? expires_in : DEFAULT_SECONDS
    return { token: found as string | undefined, seconds }
  } catch {
    return { token: undefined, seconds: 0 }
  }
}
