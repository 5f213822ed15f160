import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { digestOf } from '@slipway/core'

/** A request that has arrived whole. */
export interface RegistryArrival {
  readonly method: string
  /** Below `/v2/<repository>/`; `token` for the service that gives them. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** What goes wrong with one request. */
export type RegistryFault =
  /** Nothing is done, and this is answered. */
  | {
      readonly status: number
      readonly code?: string
      readonly headers?: Record<string, string>
      readonly text?: string
    }
  /** The connection is cut: before anything is done, after it is done, or within the body of the answer. */
  | { readonly cut: 'before' | 'after' | 'within' }
  /** The body of the answer has a wrong bit, or lacks its end and does not say so. */
  | { readonly damage: 'flip' | 'short' }
  /** Nothing is answered, or half of it and then nothing. */
  | { readonly stall: 'before' | 'within' }

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export const STAND_IN_NAME = 'owner/repo'
export const STAND_IN_USER = { user: 'somebody', password: 'the-secret-that-nobody-may-see' }
const NOTHING = Buffer.alloc(0)
/** How long a request takes where a registry can be overloaded. */
const SERVICE_MS = 2

/** A registry in memory with one repository that does wrong what a test asks for. */
export class StandInRegistry {
  readonly blobs = new Map<string, Buffer>()
  readonly manifests = new Map<string, Buffer>()
  /** Digests of manifests. */
  readonly tags = new Map<string, string>()
  /** Each request that arrived, in a line, with what it showed. */
  readonly log: string[] = []
  fault: (arrival: RegistryArrival) => RegistryFault | undefined = () => undefined
  /** Wants to be shown a token, or a password; a token is good for so many requests. */
  asks: 'nothing' | 'token' | 'password' = 'nothing'
  anybodyReads = false
  tokenUses = Number.POSITIVE_INFINITY
  keepsConditions = false
  deletes: 'digests' | 'tags' | 'nothing' = 'digests'
  pageSize = 1000
  /** Where blobs are, if elsewhere. */
  blobsAt: string | undefined
  knowsRanges = true
  /** More requests than these are refused, and each takes its time; undefined for a registry that is never too busy. */
  mostAtATime: number | undefined
  /** How many requests were under way when each arrived. */
  readonly underWay: number[] = []
  #underWay = 0
  /** Runs after a tag was looked for and before the answer: another writer passes. */
  onLook: (tag: string) => void = () => {}
  readonly #uploads = new Set<string>()
  readonly #tokens = new Map<string, { scope: string; left: number }>()
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => request.socket.destroy())
    })
  }

  static async start(): Promise<StandInRegistry> {
    const registry = new StandInRegistry()
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve))
    return registry
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** As on the first day. */
  reset(): void {
    for (const held of [this.blobs, this.manifests, this.tags, this.#uploads, this.#tokens]) held.clear()
    this.log.length = 0
    this.fault = () => undefined
    this.onLook = () => {}
    this.asks = 'nothing'
    this.anybodyReads = false
    this.tokenUses = Number.POSITIVE_INFINITY
    this.keepsConditions = false
    this.deletes = 'digests'
    this.pageSize = 1000
    this.blobsAt = undefined
    this.knowsRanges = true
    this.mostAtATime = undefined
    this.underWay.length = 0
  }

  /** Fails so many of the requests that match, the first ones. */
  failTimes(
    times: number,
    fault: RegistryFault,
    matches: (arrival: RegistryArrival) => boolean = () => true,
  ): void {
    let left = times
    this.fault = (arrival) => (matches(arrival) && left-- > 0 ? fault : undefined)
  }

  async #overload(): Promise<RegistryFault | undefined> {
    const most = this.mostAtATime
    if (most === undefined) return undefined
    this.underWay.push(++this.#underWay)
    const isOverloaded = this.#underWay > most
    await setTimeout(SERVICE_MS)
    this.#underWay--
    return isOverloaded ? { status: 429, code: 'TOOMANYREQUESTS' } : undefined
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrival = await arrive(request)
    const shown = arrival.headers.authorization?.split(' ')[0]
    this.log.push(`${arrival.method} ${arrival.path}${shown === undefined ? '' : ` (${shown})`}`)
    const fault = (await this.#overload()) ?? this.fault(arrival)
    if (fault && 'stall' in fault && fault.stall === 'before') return
    if (fault && 'cut' in fault && fault.cut === 'before') {
      request.socket.destroy()
      return
    }
    const answer = fault && 'status' in fault ? faulty(fault) : this.#answer(arrival)
    if (fault && 'cut' in fault && fault.cut === 'after') {
      request.socket.destroy()
      return
    }
    const { status, headers, body } = fault && 'damage' in fault ? damage(answer, fault.damage) : answer
    response.writeHead(status, { 'content-length': body.length, ...headers })
    const half = body.subarray(0, body.length >> 1)
    if (fault && 'stall' in fault) response.write(half)
    else if (fault && 'cut' in fault) response.write(half, () => request.socket.destroy())
    else response.end(arrival.method === 'HEAD' ? undefined : body)
  }

  #answer(arrival: RegistryArrival): Answer {
    const { path, method } = arrival
    if (path === 'token') return this.#token(arrival)
    const refusal = this.#refusal(arrival)
    if (refusal) return refusal
    const [, kind = '', reference = ''] = /^(blobs|manifests|tags)\/(.+)$/.exec(path) ?? []
    if (kind === 'tags') return this.#list(arrival)
    if (kind === 'manifests') return this.#manifest(arrival, reference)
    if (reference.startsWith('uploads/')) return this.#upload(arrival, reference.slice('uploads/'.length))
    return method === 'GET' || method === 'HEAD'
      ? this.#blob(arrival, reference)
      : errorOf(405, 'UNSUPPORTED')
  }

  #token({ query, headers, body }: RegistryArrival): Answer {
    const { user, password } = STAND_IN_USER
    const form = new URLSearchParams(body.toString())
    const isKnown =
      headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` ||
      form.get('refresh_token') === password
    const scope = query.get('scope') ?? form.get('scope') ?? ''
    const isReading = scope.endsWith(':pull')
    if (!isKnown && !(this.anybodyReads && isReading && !headers.authorization))
      return errorOf(401, 'UNAUTHORIZED')
    const token = randomUUID()
    this.#tokens.set(token, { scope, left: this.tokenUses })
    return json(200, { token, expires_in: 300 })
  }

  #refusal({ method, headers }: RegistryArrival): Answer | undefined {
    const { user, password } = STAND_IN_USER
    const shown = headers.authorization ?? ''
    const asking = (challenge: string) => errorOf(401, 'UNAUTHORIZED', { 'www-authenticate': challenge })
    if (this.asks === 'nothing') return undefined
    if (this.asks === 'password') {
      const isKnown = shown === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
      return isKnown ? undefined : asking('Basic realm="stand-in"')
    }
    const token = this.#tokens.get(shown.replace(/^Bearer /, ''))
    const wanted = method === 'GET' || method === 'HEAD' ? 'pull' : method === 'DELETE' ? 'delete' : 'push'
    if (token && token.left-- > 0 && token.scope.split(/[:,]/).includes(wanted)) return undefined
    // As GitHub's does: it speaks of reading whatever is asked.
    return asking(
      `Bearer realm="http://${this.host}/token",service="stand-in",scope="repository:${STAND_IN_NAME}:pull"`,
    )
  }

  #list({ query }: RegistryArrival): Answer {
    const tags = [...this.tags.keys()]
    if (tags.length === 0) return json(200, { name: STAND_IN_NAME, tags: null })
    const from = tags.indexOf(query.get('last') ?? '') + 1
    const page = tags.slice(from, from + this.pageSize)
    const link = `</v2/${STAND_IN_NAME}/tags/list?n=${this.pageSize}&last=${page.at(-1)}>; rel="next"`
    return json(200, { name: STAND_IN_NAME, tags: page }, from + page.length < tags.length ? { link } : {})
  }

  #manifest(arrival: RegistryArrival, reference: string): Answer {
    const { method, headers, body } = arrival
    if (method === 'PUT') return this.#putManifest(arrival, reference)
    const isDigest = reference.startsWith('sha256:')
    const digest = isDigest ? reference : (this.tags.get(reference) ?? '')
    const found = this.manifests.get(digest)
    if (method === 'DELETE') {
      if (this.deletes !== (isDigest ? 'digests' : 'tags')) return errorOf(405, 'UNSUPPORTED')
      if (isDigest) this.manifests.delete(digest)
      else this.tags.delete(reference)
      return { status: 202, headers: {}, body: NOTHING }
    }
    if (!isDigest) this.onLook(reference)
    if (found === undefined || !String(headers.accept).includes('oci.image.manifest'))
      return errorOf(404, 'MANIFEST_UNKNOWN')
    return { status: 200, headers: { 'docker-content-digest': digest }, body: found ?? body }
  }

  #putManifest({ headers, body }: RegistryArrival, tag: string): Answer {
    const { config, layers } = JSON.parse(body.toString()) as Record<'config', { digest: string }> &
      Record<'layers', { digest: string }[]>
    if ([config, ...layers].some(({ digest }) => !this.blobs.has(digest)))
      return errorOf(404, 'MANIFEST_BLOB_UNKNOWN')
    if (this.keepsConditions && headers['if-none-match'] === '*' && this.tags.has(tag))
      return errorOf(412, 'PRECONDITION_FAILED')
    const digest = digestOf(body)
    this.manifests.set(digest, body)
    this.tags.set(tag, digest)
    return { status: 201, headers: { 'docker-content-digest': digest }, body: NOTHING }
  }

  #upload({ method, query, body }: RegistryArrival, id: string): Answer {
    if (method === 'POST') {
      const next = randomUUID()
      this.#uploads.add(next)
      const location = `/v2/${STAND_IN_NAME}/blobs/uploads/${next}?state=1`
      return { status: 202, headers: { location }, body: NOTHING }
    }
    if (!this.#uploads.delete(id)) return errorOf(404, 'BLOB_UPLOAD_UNKNOWN')
    if (method === 'DELETE') return { status: 204, headers: {}, body: NOTHING }
    const digest = query.get('digest') ?? ''
    if (digestOf(body) !== digest || query.get('state') !== '1') return errorOf(400, 'DIGEST_INVALID')
    // What is there already stays as it is.
    if (!this.blobs.has(digest)) this.blobs.set(digest, body)
    return { status: 201, headers: {}, body: NOTHING }
  }

  #blob({ headers }: RegistryArrival, digest: string): Answer {
    const found = this.blobs.get(digest)
    if (found === undefined) return errorOf(404, 'BLOB_UNKNOWN')
    if (this.blobsAt !== undefined)
      return {
        status: 307,
        headers: { location: `${this.blobsAt}/v2/${STAND_IN_NAME}/blobs/${digest}` },
        body: NOTHING,
      }
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? []
    if (from === undefined || !this.knowsRanges) return { status: 200, headers: {}, body: found }
    if (Number(from) >= found.length) return errorOf(416, 'RANGE_INVALID')
    const body = found.subarray(Number(from), to ? Number(to) + 1 : undefined)
    return { status: 206, headers: {}, body }
  }
}

async function arrive(request: IncomingMessage): Promise<RegistryArrival> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(request.url ?? '/', 'http://host')
  return {
    method: request.method ?? '',
    path: decodeURIComponent(url.pathname.replace(`/v2/${STAND_IN_NAME}/`, '').replace(/^\//, '')),
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
  }
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  }
}

function errorOf(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { errors: [{ code, message: 'said by the stand-in and nobody else' }] }, headers)
}

function faulty({ status, code, headers = {}, text }: Extract<RegistryFault, { status: number }>): Answer {
  if (text !== undefined) return { status, headers, body: Buffer.from(text) }
  return code === undefined ? { status, headers, body: NOTHING } : errorOf(status, code, headers)
}

function damage(answer: Answer, kind: 'flip' | 'short'): Answer {
  const { body } = answer
  if (kind === 'short') return { ...answer, body: body.subarray(0, body.length >> 1) }
  const flipped = Buffer.from(body)
  flipped[0] = (flipped[0] ?? 0) ^ 1
  return { ...answer, body: flipped }
}
