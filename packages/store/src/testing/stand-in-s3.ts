import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { escapeXml } from '../s3/parse-xml.ts'

/** A request that has arrived whole. */
export interface Arrival {
  readonly method: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
  /** By what it is signed, in the words of its Authorization header. */
  readonly accessKey: string
  readonly region: string
}

/** What goes wrong with one request. */
export type Fault =
  /** Nothing is done, and this is answered. */
  | {
      readonly status: number
      readonly code?: string
      readonly detail?: string
      readonly headers?: Record<string, string>
    }
  /** The connection is cut: before anything is done, after it is done, or within the body of the answer. */
  | { readonly cut: 'before' | 'after' | 'within' }
  /** The body of the answer has a wrong bit, or lacks its end and does not say so. */
  | { readonly damage: 'flip' | 'short' }
  /** Nothing is answered, or half of it and then nothing. */
  | { readonly stall: 'before' | 'within' }

/** An S3 in memory with one bucket, "bucket", that does wrong what a test asks for; signatures are not checked. */
export class StandInS3 {
  readonly objects = new Map<string, Buffer>()
  /** Parts of uploads that were neither completed nor aborted. */
  readonly uploads = new Map<string, Map<number, Buffer>>()
  /** Each request that arrived, in a line. */
  readonly log: string[] = []
  fault: (arrival: Arrival) => Fault | undefined = () => undefined
  ignoresConditions = false
  pageSize = 1000
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => request.socket.destroy())
    })
  }

  static async start(): Promise<StandInS3> {
    const s3 = new StandInS3()
    await new Promise<void>((resolve) => s3.#server.listen(0, '127.0.0.1', resolve))
    return s3
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Fails so many of the requests that match, the first ones. */
  failTimes(times: number, fault: Fault, matches: (arrival: Arrival) => boolean = () => true): void {
    let left = times
    this.fault = (arrival) => (matches(arrival) && left-- > 0 ? fault : undefined)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrival = await arrive(request)
    const { method, key, query } = arrival
    this.log.push(`${method} ${key}${query.size > 0 ? `?${[...query.keys()].join('&')}` : ''}`)
    const fault = this.fault(arrival)
    if (fault && 'stall' in fault && fault.stall === 'before') return
    if (fault && 'cut' in fault && fault.cut === 'before') {
      request.socket.destroy()
      return
    }
    const refused = fault && 'status' in fault
    const answer = refused
      ? errorOf(fault.status, fault.code, fault.headers, fault.detail)
      : this.#answer(arrival)
    if (fault && 'cut' in fault && fault.cut === 'after') {
      request.socket.destroy()
      return
    }
    const damaged = fault && 'damage' in fault ? damage(answer, fault.damage) : answer
    const { status, headers, body } = damaged
    // RFC 9110 allows no length where there can be no body.
    response.writeHead(status, status === 204 ? headers : { 'content-length': body.length, ...headers })
    const half = body.subarray(0, body.length >> 1)
    if (fault && 'stall' in fault) response.write(half)
    else if (fault && 'cut' in fault) response.write(half, () => request.socket.destroy())
    else response.end(method === 'HEAD' ? undefined : body)
  }

  #answer(arrival: Arrival): Answer {
    const { method, key, query, headers, body } = arrival
    const sha256 = createHash('sha256').update(body).digest('hex')
    if (headers['x-amz-content-sha256'] !== sha256) return errorOf(400, 'XAmzContentSHA256Mismatch')
    if (key === '') return this.#list(query)
    if (query.has('uploads')) return this.#begin(key)
    const upload = query.get('uploadId')
    if (upload !== null) return this.#upload(arrival, upload)
    if (method === 'PUT') return this.#put(key, body, headers)
    if (method !== 'DELETE') return this.#get(arrival)
    this.objects.delete(key)
    return { status: 204, headers: {}, body: NOTHING }
  }

  #put(key: string, body: Buffer, headers: Arrival['headers']): Answer {
    if (this.#isRefused(key, headers)) return errorOf(412, 'PreconditionFailed')
    this.objects.set(key, body)
    return { status: 200, headers: { etag: etagOf(body) }, body: NOTHING }
  }

  #get({ key, headers }: Arrival): Answer {
    const found = this.objects.get(key)
    if (found === undefined) return errorOf(404, 'NoSuchKey')
    const etag = etagOf(found)
    if (headers['if-match'] !== undefined && headers['if-match'] !== etag)
      return errorOf(412, 'PreconditionFailed')
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? []
    if (from === undefined) return { status: 200, headers: { etag }, body: found }
    const start = Number(from)
    if (start >= found.length)
      return errorOf(416, 'InvalidRange', { 'content-range': `bytes */${found.length}` })
    const body = found.subarray(start, to ? Number(to) + 1 : undefined)
    const range = `bytes ${start}-${start + body.length - 1}/${found.length}`
    return { status: 206, headers: { etag, 'content-range': range }, body }
  }

  #list(query: URLSearchParams): Answer {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort()
    const from = Number(query.get('continuation-token') ?? 0)
    const page = keys.slice(from, from + this.pageSize)
    const more = from + page.length < keys.length
    const contents = page.map(
      (key) =>
        `<Contents><Key>${escapeXml(key)}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><Size>${this.objects.get(key)?.length}</Size></Contents>`,
    )
    const token = more ? `<NextContinuationToken>${from + page.length}</NextContinuationToken>` : ''
    return xml(
      `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${more}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`,
    )
  }

  #begin(key: string): Answer {
    const upload = `${key}#${this.log.length}`
    this.uploads.set(upload, new Map())
    return xml(
      `<InitiateMultipartUploadResult><UploadId>${escapeXml(upload)}</UploadId></InitiateMultipartUploadResult>`,
    )
  }

  #upload({ method, key, query, headers, body }: Arrival, upload: string): Answer {
    const parts = this.uploads.get(upload)
    if (parts === undefined) return errorOf(404, 'NoSuchUpload')
    if (method === 'PUT') {
      parts.set(Number(query.get('partNumber')), body)
      return { status: 200, headers: { etag: etagOf(body) }, body: NOTHING }
    }
    if (method === 'POST') {
      if (this.#isRefused(key, headers)) return errorOf(412, 'PreconditionFailed')
      const inOrder = [...parts].sort(([a], [b]) => a - b)
      this.objects.set(key, Buffer.concat(inOrder.map(([, part]) => part)))
    }
    this.uploads.delete(upload)
    return method === 'POST'
      ? xml('<CompleteMultipartUploadResult/>')
      : { status: 204, headers: {}, body: NOTHING }
  }

  #isRefused(key: string, headers: Arrival['headers']): boolean {
    return headers['if-none-match'] === '*' && this.objects.has(key) && !this.ignoresConditions
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const NOTHING = Buffer.alloc(0)

async function arrive(request: IncomingMessage): Promise<Arrival> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(request.url ?? '/', 'http://host')
  const [, accessKey = '', region = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? []
  return {
    method: request.method ?? '',
    key: decodeURIComponent(url.pathname.replace(/^\/bucket\//, '')),
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
    accessKey,
    region,
  }
}

const etags = new WeakMap<Buffer, string>()

function etagOf(body: Buffer): string {
  const etag = etags.get(body) ?? `"${createHash('md5').update(body).digest('hex')}"`
  etags.set(body, etag)
  return etag
}

function xml(text: string): Answer {
  return { status: 200, headers: {}, body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`) }
}

function errorOf(
  status: number,
  code = '',
  headers: Readonly<Record<string, string>> = {},
  detail = '',
): Answer {
  const text = `<Error><Code>${code}</Code><Message>Said by the stand-in &amp; nobody else</Message>${detail}</Error>`
  return { ...(code === '' ? xml('') : xml(text)), status, headers }
}

function damage(answer: Answer, kind: 'flip' | 'short'): Answer {
  const { body } = answer
  if (kind === 'short') return { ...answer, body: body.subarray(0, body.length >> 1) }
  const flipped = Buffer.from(body)
  flipped[0] = (flipped[0] ?? 0) ^ 1
  return { ...answer, body: flipped }
}
