import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Task } from '../http/object-service.ts'

/** A request that has arrived whole, in its service's own words. */
export interface RawRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** What the request is for. */
export interface Arrival extends RawRequest {
  readonly verb: Task['verb']
  readonly key: string
  /** The bytes of an object to write, without what a service puts around them. */
  readonly content: Buffer
  /** Who asks: an access key, or a token. */
  readonly identity: string
}

/** What goes wrong with one request. */
export type Fault =
  /** Nothing is done, and this is answered. */
  | ErrorAnswer
  /** The connection is cut: before anything is done, after it is done, or within the body of the answer. */
  | { readonly cut: 'before' | 'after' | 'within' }
  /** The body of the answer has a wrong bit, or lacks its end and does not say so. */
  | { readonly damage: 'flip' | 'short' }
  /** Nothing is answered, or half of it and then nothing. */
  | { readonly stall: 'before' | 'within' }
  /** Somebody in between answers with a page. */
  | { readonly page: string }

export interface ErrorAnswer {
  readonly status: number
  readonly code?: string
  readonly detail?: string
  readonly headers?: Record<string, string>
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const SERVICE_MS = 4

export const NOTHING = Buffer.alloc(0)
export const LISTED_AT = '2026-01-02T03:04:05.000Z'

/** An object store in memory that does wrong what a test asks for; nobody's credentials are checked. */
export abstract class StandInServer {
  readonly objects = new Map<string, Buffer>()
  /** Each request that arrived, in a line. */
  readonly log: string[] = []
  fault: (arrival: Arrival) => Fault | undefined = () => undefined
  ignoresConditions = false
  pageSize = 1000
  /** Beyond so many at a time the server is overloaded; undefined for one that answers at once. */
  mostAtATime: number | undefined
  /** How many requests were under way when each of them arrived, itself among them. */
  readonly underWay: number[] = []
  #underWay = 0
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => request.socket.destroy())
    })
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** As it was at first. */
  reset(): void {
    this.objects.clear()
    this.log.length = 0
    this.fault = () => undefined
    this.ignoresConditions = false
    this.pageSize = 1000
    this.mostAtATime = undefined
    this.underWay.length = 0
  }

  /** Fails so many of the requests that match, the first ones. */
  failTimes(times: number, fault: Fault, matches: (arrival: Arrival) => boolean = () => true): void {
    let left = times
    this.fault = (arrival) => (matches(arrival) && left-- > 0 ? fault : undefined)
  }

  protected abstract arrive(request: RawRequest): Arrival
  protected abstract answer(arrival: Arrival): Answer
  protected abstract error(answer: ErrorAnswer): Answer

  /** The keys of one page, and where the next one begins. */
  protected page(prefix: string, from: number): { keys: readonly string[]; next: number | undefined } {
    const found = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort()
    const end = from + this.pageSize
    return { keys: found.slice(from, end), next: end < found.length ? end : undefined }
  }

  /** Whether a write that is only for what is not there meets something. */
  protected isMet(key: string, isConditional: boolean): boolean {
    return isConditional && this.objects.has(key) && !this.ignoresConditions
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrival = this.arrive(await receive(request))
    const { method } = arrival
    this.log.push(`${arrival.verb} ${arrival.key}`)
    const fault = (await this.#refusal()) ?? this.fault(arrival)
    if (fault && 'stall' in fault && fault.stall === 'before') return
    if (fault && 'cut' in fault && fault.cut === 'before') {
      request.socket.destroy()
      return
    }
    const answer = this.#answer(arrival, fault)
    if (fault && 'cut' in fault && fault.cut === 'after') {
      request.socket.destroy()
      return
    }
    const { status, headers, body } = fault && 'damage' in fault ? damage(answer, fault.damage) : answer
    // RFC 9110 allows no length where there can be no body.
    response.writeHead(status, status === 204 ? headers : { 'content-length': body.length, ...headers })
    const half = body.subarray(0, body.length >> 1)
    if (fault && 'stall' in fault) response.write(half)
    else if (fault && 'cut' in fault) response.write(half, () => request.socket.destroy())
    else response.end(method === 'HEAD' ? undefined : body)
  }

  /** Takes its time, as a server does that can be overloaded. */
  async #refusal(): Promise<Fault | undefined> {
    const most = this.mostAtATime
    if (most === undefined) return undefined
    this.underWay.push(++this.#underWay)
    const isOverloaded = this.#underWay > most
    await setTimeout(SERVICE_MS)
    this.#underWay--
    return isOverloaded ? { status: 503 } : undefined
  }

  #answer(arrival: Arrival, fault: Fault | undefined): Answer {
    if (fault && 'status' in fault) return this.error(fault)
    return fault && 'page' in fault ? html(fault.page) : this.answer(arrival)
  }
}

const html = (page: string): Answer => ({ status: 200, headers: {}, body: Buffer.from(page) })

async function receive(request: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return {
    method: request.method ?? '',
    url: new URL(request.url ?? '/', 'http://host'),
    headers: request.headers,
    body: Buffer.concat(chunks),
  }
}

/** The part of an object that is asked for, with its status; undefined where it begins behind the end. */
export function partOf(
  object: Buffer,
  range: string | undefined,
): Pick<Answer, 'status' | 'headers' | 'body'> | undefined {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? []
  if (from === undefined) return { status: 200, headers: {}, body: object }
  const start = Number(from)
  if (start >= object.length) return undefined
  const body = object.subarray(start, to ? Number(to) + 1 : undefined)
  const headers = { 'content-range': `bytes ${start}-${start + body.length - 1}/${object.length}` }
  return { status: 206, headers, body }
}

const versions = new WeakMap<Buffer, string>()

/** Of these bytes, in hexadecimal digits. */
export function md5Of(body: Buffer): string {
  const version = versions.get(body) ?? createHash('md5').update(body).digest('hex')
  versions.set(body, version)
  return version
}

function damage(answer: Answer, kind: 'flip' | 'short'): Answer {
  const { body } = answer
  if (kind === 'short') return { ...answer, body: body.subarray(0, body.length >> 1) }
  const flipped = Buffer.from(body)
  flipped[0] = (flipped[0] ?? 0) ^ 1
  return { ...answer, body: flipped }
}
