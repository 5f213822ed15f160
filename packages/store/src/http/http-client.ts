import type { Agent } from 'node:http'
import { readText } from '../read-whole.ts'
import type { CredentialChain } from './credential-chain.ts'
import type { Expiring } from './credentials.ts'
import { Deadline, withDeadline } from './deadline.ts'
import { exchange, headersOf } from './http-exchange.ts'
import { failureError, type HttpFailure, noAnswer, skewOf } from './http-failure.ts'
import type { Meaning, ObjectService, ReplyHead, Task } from './object-service.ts'
import { RequestLimit, signOf, untilRead } from './request-limit.ts'
import { planWait, type RetryPolicy, readRetryAfter, type Timing } from './retry.ts'

export interface HttpSettings<Credentials extends Expiring> {
  readonly credentials: CredentialChain<Credentials>
  readonly agent: Agent
  readonly timing: Timing
  readonly retries: RetryPolicy
}

export interface Success extends ReplyHead {
  readonly meaning: 'done'
  /** The whole body; empty when it comes as a stream. */
  readonly text: string
  readonly stream: AsyncIterable<Uint8Array> | undefined
}

export interface Refusal<Accepted extends Meaning> {
  readonly meaning: Accepted
  /** Whether an attempt before this one got no answer, so that the server may have done it already. */
  readonly uncertain: boolean
  readonly error: () => Error
}

/** Where nothing but success is accepted, there is nothing else. */
type Reply<Accepted extends Meaning> = Success | (Accepted extends Meaning ? Refusal<Accepted> : never)

/** No line is so slow that it is worth waiting for: a body of 8 MiB has two minutes more. */
const SLOWEST_BYTES_PER_MS = 64
/** What the services allow a signature to be off. */
const SKEW_MS = 15 * 60_000

/** Sends tasks to one service; repeats what may succeed later, and renews credentials. */
export class HttpClient<Credentials extends Expiring> {
  readonly #service: ObjectService<Credentials>
  readonly #settings: HttpSettings<Credentials>
  readonly #limit = new RequestLimit()

  constructor(service: ObjectService<Credentials>, settings: HttpSettings<Credentials>) {
    this.#service = service
    this.#settings = settings
  }

  /**
   * @param accepted meanings that are an answer and no failure
   * @throws store/access-denied, store/bucket-missing, store/clock-skewed, store/credentials-failed,
   *   store/credentials-missing, store/read-failed, store/region-wrong, store/write-failed
   */
  async send<Accepted extends Meaning = never>(
    task: Task,
    accepted: readonly Accepted[] = [],
  ): Promise<Reply<Accepted>> {
    const { timing, retries } = this.#settings
    let waitedMs = 0
    let uncertain = false
    let renewed = false
    for (let failed = 1; ; failed++) {
      const credentials = await this.#settings.credentials.get()
      const found = await this.#attempt(task, credentials)
      if (found.meaning === 'done') return found
      const failure = found
      const meaning = accepted.find((each) => each === failure.meaning)
      const error = () => failureError(failure, task, this.#service, credentials)
      if (meaning !== undefined) return { meaning, uncertain, error } as Reply<Accepted>
      uncertain ||= failure.status === 0 || failure.status >= 500
      if (failure.meaning === 'again') continue
      if (failure.meaning === 'expired' && !renewed) {
        renewed = true
        this.#settings.credentials.forget(credentials)
        continue
      }
      const waitMs =
        failure.meaning === 'busy'
          ? planWait(failed, waitedMs, failure.retryAfterMs, retries, timing.random())
          : undefined
      if (waitMs === undefined) throw error()
      waitedMs += waitMs
      await timing.sleep(waitMs)
    }
  }

  /** The error for a body that broke after its first bytes. */
  brokenBody(task: Task, cause: unknown): Error {
    return failureError(noAnswer(cause), task, this.#service)
  }

  /** One request, once there is a place for it. */
  async #attempt(task: Task, credentials: Credentials): Promise<Success | HttpFailure> {
    const turn = await this.#limit.turn()
    let found: Success | HttpFailure | undefined
    try {
      found = await this.#exchange(task, credentials)
    } finally {
      const isStreaming = found && 'stream' in found && found.stream !== undefined
      if (!isStreaming) turn.end(found ? signOf(found) : 'neither')
    }
    return 'stream' in found && found.stream ? { ...found, stream: untilRead(found.stream, turn) } : found
  }

  async #exchange(task: Task, credentials: Credentials): Promise<Success | HttpFailure> {
    const { timing, agent } = this.#settings
    const asked = this.#service.ask(task)
    const { url, method, headers, body } = this.#service.sign(asked, credentials, timing.now())
    const bytes = task.verb === 'write' ? task.bytes.length : 0
    const deadline = new Deadline(timing.stallMs + bytes / SLOWEST_BYTES_PER_MS)
    let streaming = false
    try {
      const message = await exchange({ url, method, headers, body, agent, signal: deadline.signal })
      const head = { status: message.statusCode ?? 0, headers: headersOf(message) }
      const isOk = head.status >= 200 && head.status < 300
      if (isOk && task.verb === 'read') {
        streaming = true
        return { meaning: 'done', ...head, text: '', stream: withDeadline(message, deadline, timing.stallMs) }
      }
      const text = await readText(message)
      if (isOk) return { meaning: 'done', ...head, text, stream: undefined }
      const understood = this.#service.understand(head, text, task)
      const skewMs = skewOf(head.headers, timing.now())
      // Not every service says that a signature is refused for its time.
      const isSkewed = understood.meaning === 'refused' && Math.abs(skewMs ?? 0) > SKEW_MS
      return {
        ...understood,
        ...(isSkewed ? { meaning: 'skewed' } : {}),
        status: head.status,
        retryAfterMs: readRetryAfter(head.headers.get('retry-after'), timing.now()),
        skewMs,
      }
    } catch (cause) {
      return noAnswer(deadline.signal.aborted ? deadline.signal.reason : cause)
    } finally {
      if (!streaming) deadline.end()
    }
  }
}
