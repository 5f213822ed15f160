import type { Agent } from 'node:http'
import { AwsV4Signer } from 'aws4fetch'
import { Deadline } from '../http/deadline.ts'
import { exchange, headersOf } from '../http/http-exchange.ts'
import { planWait, type RetryPolicy, readRetryAfter, type Timing } from '../http/retry.ts'
import { readText } from '../read-whole.ts'
import type { CredentialChain } from './credentials/credential-chain.ts'
import type { Credentials } from './credentials/credentials.ts'
import { awsDomain } from './credentials/web-identity.ts'
import {
  failureError,
  isExpired,
  isPassing,
  noAnswer,
  type Place,
  type Purpose,
  parseErrorReply,
  type S3Failure,
} from './s3-failure.ts'

export interface S3Settings {
  readonly url: string
  readonly bucket: string
  readonly region: string
  /** Undefined for AWS itself. */
  readonly endpoint: URL | undefined
  readonly credentials: CredentialChain
  readonly agent: Agent
  readonly timing: Timing
  readonly retries: RetryPolicy
  /** Objects up to this size are sent by one request; larger blobs in parts of this size. */
  readonly partBytes: number
}

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  /** Of the object; empty for the bucket. */
  readonly key: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** SHA-256 of the body, in hexadecimal digits: the server compares. */
  readonly bodySha256?: string
  readonly purpose: Purpose
}

export interface S3Reply {
  readonly status: number
  readonly headers: Headers
  /** The whole body; empty when it was asked for as a stream. */
  readonly text: string
  readonly stream: AsyncIterable<Uint8Array> | undefined
  /** Whether an attempt before this one got no answer, so that the server may have done it already. */
  readonly uncertain: boolean
}

type Outcome = { readonly reply: Omit<S3Reply, 'uncertain'> } | { readonly failure: S3Failure }

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
/** No line is so slow that it is worth waiting for: a body of 8 MiB has two minutes more. */
const SLOWEST_BYTES_PER_MS = 64

/** Sends signed requests to one bucket; repeats those that may succeed later, renews credentials, follows a region. */
export class S3Client {
  readonly #settings: S3Settings
  readonly #keys = new Map<string, ArrayBuffer>()
  #region: string
  /** Else a missing object may be one of a missing bucket. */
  #bucketSeen = false

  constructor(settings: S3Settings) {
    this.#settings = settings
    this.#region = settings.region
  }

  /**
   * @param accepted statuses besides 2xx that are an answer and no failure
   * @param mode whether the body comes as a stream, which may still break
   * @throws store/access-denied, store/bucket-missing, store/clock-skewed, store/credentials-failed,
   *   store/credentials-missing, store/read-failed, store/region-wrong, store/write-failed
   */
  async send(
    request: S3Request,
    accepted: readonly number[] = [],
    mode: 'text' | 'stream' = 'text',
  ): Promise<S3Reply> {
    const { timing, retries } = this.#settings
    let waitedMs = 0
    let uncertain = false
    let renewed = false
    let asked = request
    for (let failed = 1; ; failed++) {
      const credentials = await this.#settings.credentials.get()
      const outcome = await this.#attempt(asked, accepted, mode, credentials)
      if ('reply' in outcome) {
        const missing = asked.method === 'HEAD' && outcome.reply.status === 404
        if (!missing || this.#bucketSeen) {
          this.#bucketSeen = true
          return { ...outcome.reply, uncertain }
        }
        asked = askWhy(asked)
        continue
      }
      const { failure } = outcome
      uncertain ||= failure.status === 0 || failure.status >= 500
      if (failure.region !== undefined && this.#region === this.#settings.region) {
        this.#region = failure.region
        continue
      }
      if (asked.method === 'HEAD' && failure.code === '' && failure.status >= 300 && failure.status < 500) {
        asked = askWhy(asked)
        continue
      }
      if (isExpired(failure) && !renewed) {
        renewed = true
        this.#settings.credentials.forget(credentials)
        continue
      }
      const waitMs = isPassing(failure)
        ? planWait(failed, waitedMs, failure.retryAfterMs, retries, timing.random())
        : undefined
      if (waitMs === undefined) throw failureError(failure, request.purpose, this.#place(), credentials)
      waitedMs += waitMs
      await timing.sleep(waitMs)
    }
  }

  /** The error for a body that broke after its first bytes. */
  brokenBody(purpose: Purpose, cause: unknown): Error {
    return failureError(noAnswer(cause), purpose, this.#place())
  }

  async #attempt(
    request: S3Request,
    accepted: readonly number[],
    mode: 'text' | 'stream',
    credentials: Credentials,
  ): Promise<Outcome> {
    const { timing, agent } = this.#settings
    const { url, headers } = await this.#sign(request, credentials)
    const deadline = new Deadline(timing.stallMs + (request.body?.length ?? 0) / SLOWEST_BYTES_PER_MS)
    let streaming = false
    try {
      const { method, body } = request
      const message = await exchange({ url, method, headers, body, agent, signal: deadline.signal })
      const reply = { status: message.statusCode ?? 0, headers: headersOf(message) }
      const isOk = reply.status >= 200 && reply.status < 300
      if (mode === 'stream' && isOk) {
        streaming = true
        return { reply: { ...reply, text: '', stream: withDeadline(message, deadline, timing.stallMs) } }
      }
      const text = await readText(message)
      // The end of a long upload may fail after its 200 was sent.
      const isAnswer = isOk
        ? !/<Error[\s>]/.test(text)
        : accepted.includes(reply.status) && (reply.status !== 404 || isAbsence(text))
      if (isAnswer) return { reply: { ...reply, text, stream: undefined } }
      return { failure: failureOf(reply, text, timing.now(), this.#region) }
    } catch (cause) {
      return { failure: noAnswer(deadline.signal.aborted ? deadline.signal.reason : cause) }
    } finally {
      if (!streaming) deadline.end()
    }
  }

  async #sign(
    request: S3Request,
    credentials: Credentials,
  ): Promise<{ url: URL; headers: Record<string, string> }> {
    const signer = new AwsV4Signer({
      method: request.method,
      url: this.#urlOf(request).href,
      headers: {
        ...request.headers,
        'x-amz-content-sha256': request.bodySha256 ?? EMPTY_SHA256,
      },
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey.reveal(),
      ...(credentials.sessionToken === undefined ? {} : { sessionToken: credentials.sessionToken.reveal() }),
      service: 's3',
      region: this.#region,
      cache: this.#keys,
      datetime: new Date(this.#settings.timing.now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
    })
    const { url, headers } = await signer.sign()
    return { url, headers: Object.fromEntries(headers) }
  }

  #urlOf({ key, query = {} }: S3Request): URL {
    const url = this.#bucketUrl()
    url.pathname += key.split('/').map(encodeURIComponent).join('/')
    url.search = new URLSearchParams(query).toString().replaceAll('+', '%20')
    return url
  }

  /** The bucket is part of the host on AWS, where its name has no dot that would not fit a certificate; else of the path. */
  #bucketUrl(): URL {
    const { bucket, endpoint } = this.#settings
    const host = `s3.${this.#region}.${awsDomain(this.#region)}`
    if (endpoint === undefined && !bucket.includes('.')) return new URL(`https://${bucket}.${host}/`)
    const url = new URL(endpoint ?? `https://${host}/`)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${bucket}/`
    return url
  }

  #place(): Place {
    const { url, bucket } = this.#settings
    return { url, bucket, endpoint: this.#bucketUrl().origin, region: this.#region }
  }
}

/** Whether a 404 speaks of the object: it may also be the bucket, or the user, that the server does not know. */
function isAbsence(text: string): boolean {
  return text === '' || ['', 'NoSuchKey', 'NoSuchUpload', 'NotFound'].includes(parseErrorReply(text).code)
}

/** The answer to HEAD has no room for a reason; that to GET has. */
function askWhy(request: S3Request): S3Request {
  return { ...request, method: 'GET', headers: { ...request.headers, range: 'bytes=0-0' } }
}

/** Passes the bytes on, and breaks when none come for too long. */
async function* withDeadline(
  body: AsyncIterable<Uint8Array>,
  deadline: Deadline,
  stallMs: number,
): AsyncIterable<Uint8Array> {
  try {
    deadline.extend(stallMs)
    for await (const chunk of body) {
      // Whoever reads may take their time.
      deadline.end()
      yield chunk
      deadline.extend(stallMs)
    }
  } finally {
    deadline.end()
  }
}

function failureOf(
  { status, headers }: Pick<S3Reply, 'status' | 'headers'>,
  text: string,
  nowMs: number,
  region: string,
): S3Failure {
  const reply = parseErrorReply(text)
  const serverMs = Date.parse(headers.get('date') ?? '')
  const bucketRegion = headers.get('x-amz-bucket-region') ?? reply.region
  const mayBeElsewhere = [301, 307, 400].includes(status) && bucketRegion !== region
  return {
    status,
    code: reply.code,
    message: reply.message,
    retryAfterMs: readRetryAfter(headers.get('retry-after'), nowMs),
    region: mayBeElsewhere ? bucketRegion : undefined,
    skewMs: Number.isNaN(serverMs) ? undefined : nowMs - serverMs,
  }
}
