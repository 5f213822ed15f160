import type { Agent, IncomingMessage } from 'node:http'
import { storeError } from '../error.ts'
import { Deadline } from '../http/deadline.ts'
import { exchange, headersOf, openAgent } from '../http/http-exchange.ts'
import {
  planWait,
  RETRIES,
  type RetryPolicy,
  readRetryAfter,
  realTiming,
  type Timing,
} from '../http/retry.ts'
import { checkStorePath } from '../store-path.ts'
import type { ObjectReader } from './folder-reader.ts'

export interface HttpReaderOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Sent with every request to the address's own origin: `Authorization: …`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly timing?: Timing
  readonly retries?: RetryPolicy
}

const AT_A_TIME = 16
const MOST_REDIRECTS = 5
const PASSING = [0, 408, 429, 500, 502, 503, 504]

/** Objects below an address of the web, read by GET; whatever is not there answers 404. */
export class HttpReader implements ObjectReader {
  readonly url: string
  readonly concurrency = AT_A_TIME
  readonly #options: HttpReaderOptions
  readonly #agents: ReadonlyMap<string, Agent>

  constructor(base: string, options: HttpReaderOptions) {
    this.url = withoutUser(base)
    this.#options = options
    this.#agents = new Map(['http:', 'https:'].map((each) => [each, openAgent(each, options.env)]))
  }

  async *read(path: string): AsyncIterable<Uint8Array> {
    const { stallMs } = this.#options.timing ?? realTiming
    const deadline = new Deadline(stallMs)
    try {
      const message = await this.#answer(checkStorePath(path), deadline)
      if (message.statusCode === 404) {
        message.resume()
        throw storeError('store/object-missing', `Cannot read "${path}": it is not in "${this.url}"`)
      }
      for await (const chunk of this.#body(path, message)) {
        // Whoever reads may take their time.
        deadline.end()
        yield chunk
        deadline.extend(stallMs)
      }
    } finally {
      deadline.end()
    }
  }

  async *#body(path: string, message: IncomingMessage): AsyncIterable<Uint8Array> {
    try {
      yield* message as AsyncIterable<Uint8Array>
    } catch (cause) {
      throw refused(path, this.url, 0, cause)
    }
  }

  /** The answer 200 or 404, asked for again where it may come a moment later. */
  async #answer(path: string, deadline: Deadline): Promise<IncomingMessage> {
    const { timing = realTiming, retries = RETRIES } = this.#options
    for (let failed = 1, waitedMs = 0; ; failed++) {
      deadline.extend(timing.stallMs)
      let cause: unknown
      let message: IncomingMessage | undefined
      try {
        message = await this.#ask(path, deadline)
      } catch (error) {
        cause = error
      }
      const status = message?.statusCode ?? 0
      if (message && (status === 200 || status === 404)) return message
      message?.resume()
      const retryAfterMs = message ? readRetryAfter(headersOf(message).get('retry-after'), timing.now()) : 0
      const waitMs = PASSING.includes(status)
        ? planWait(failed, waitedMs, retryAfterMs, retries, timing.random())
        : undefined
      if (waitMs === undefined) throw refused(path, this.url, status, cause)
      waitedMs += waitMs
      deadline.end()
      await timing.sleep(waitMs)
    }
  }

  /** One request, and those to which it is sent on. */
  async #ask(path: string, deadline: Deadline): Promise<IncomingMessage> {
    let url = new URL(`${this.url.replace(/\/+$/, '')}/${path}`)
    const { origin } = url
    for (let left = MOST_REDIRECTS; ; left--) {
      // A key is for the server that it was given for, and not for the one that it points to.
      const headers = url.origin === origin ? (this.#options.headers ?? {}) : {}
      const agent = this.#agents.get(url.protocol)
      const message = await exchange({ url, method: 'GET', headers, agent, signal: deadline.signal })
      const { location } = message.headers
      const moved = [301, 302, 303, 307, 308].includes(message.statusCode ?? 0) && location !== undefined
      if (!moved || left === 0) return message
      message.resume()
      url = new URL(location, url)
      if (!this.#agents.has(url.protocol)) throw new Error(`it leads to "${url.protocol}"`)
    }
  }
}

function refused(path: string, base: string, status: number, cause: unknown): Error {
  const said = status === 0 ? String((cause as Error | undefined)?.message ?? cause) : `it answers ${status}`
  return storeError(
    status === 401 || status === 403 ? 'store/access-denied' : 'store/read-failed',
    `Cannot read "${path}" in "${base}": ${said}`,
    {
      cause,
      hint:
        status === 401 || status === 403
          ? 'Check user and password of the remote in .dvc/config.local'
          : 'Try again; what was read before is kept',
    },
  )
}

function withoutUser(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
