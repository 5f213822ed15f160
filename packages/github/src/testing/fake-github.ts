import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Secret } from '@slipway/core'
import { type GitHub, openGitHub } from '../github.ts'
import { emptyState, type FakeState, ROUTES } from './fake-routes.ts'

/** A failure of the service, for the next requests that fit. */
export interface Fault {
  readonly method: string
  readonly path: RegExp
  /** 0 breaks the connection. */
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly message?: string
  /** The request does its work all the same, and only the answer is lost. */
  readonly afterwards?: boolean
  /** How many requests it meets; 1 without. */
  times?: number
}

export interface FakeRequest {
  readonly method: string
  /** Decoded, below `/repos/ada/flights`; with the query. */
  readonly path: string
  readonly url: URL
  readonly body: Record<string, unknown>
  readonly bytes: Buffer
  readonly accept: string
}

export interface FakeAnswer {
  readonly status?: number
  readonly headers?: Record<string, string>
  /** JSON, or bytes as they are. */
  readonly body?: unknown
  /** A list that is sent in pages, under this member or bare. */
  readonly list?: readonly unknown[]
  readonly under?: string
}

export const FAKE_TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'

/** GitHub as far as this package talks to it: one repository, in memory, on loopback. */
export class FakeGitHub {
  readonly state: FakeState = emptyState()
  readonly requests: {
    readonly method: string
    readonly path: string
    readonly authorization: string | undefined
  }[] = []
  readonly #faults: Fault[] = []
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<FakeGitHub> {
    const server = createServer()
    const fake = new FakeGitHub(server)
    server.on('request', (request, response) => {
      fake.#answer(request, response).catch((error: unknown) => {
        response.writeHead(599).end(String(error))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    fake.state.url = fake.url
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  open(options: { signal?: AbortSignal } = {}): GitHub {
    return openGitHub({
      token: new Secret(FAKE_TOKEN),
      apiUrl: this.url,
      repository: 'ada/flights',
      userAgent: 'slipway-test',
      secondMs: 1,
      ...options,
    })
  }

  fail(fault: Fault): void {
    this.#faults.push({ times: 1, ...fault })
  }

  /** How many requests of this kind came in. */
  count(method: string, path: RegExp): number {
    return this.requests.filter((request) => request.method === method && path.test(request.path)).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = incoming
    const url = new URL(incoming.url ?? '/', this.url)
    const path = decodeURIComponent(url.pathname).replace(/^\/repos\/ada\/flights/, '') + url.search
    const bytes = await buffer(incoming)
    this.requests.push({ method, path, authorization: headers.authorization })
    const fault = this.#faults.find(
      (one) => one.method === method && one.path.test(path) && (one.times ?? 0) > 0,
    )
    if (fault) fault.times = (fault.times ?? 1) - 1
    const isJson = headers['content-type']?.startsWith('application/json') && bytes.length > 0
    const body = isJson ? (JSON.parse(bytes.toString('utf8')) as Record<string, unknown>) : {}
    const request = { method, path, url, body, bytes, accept: headers.accept ?? '' }
    const answer = fault && !fault.afterwards ? undefined : this.#route(request)
    if (!fault) return this.#send(request, response, answer ?? {})
    if (fault.status === 0) return void incoming.socket.destroy()
    const said = { message: fault.message ?? `fault ${fault.status}` }
    this.#send(request, response, { status: fault.status, headers: { ...fault.headers }, body: said })
  }

  #route(request: FakeRequest): FakeAnswer {
    const [path = ''] = request.path.split('?')
    for (const [method, pattern, handle] of ROUTES) {
      const match = method === request.method ? pattern.exec(path) : null
      if (match) return handle(this.state, request, match.slice(1))
    }
    return { status: 404, body: { message: 'Not Found' } }
  }

  #send(request: FakeRequest, response: ServerResponse, answer: FakeAnswer): void {
    const { status = 200, headers = {}, list, under, body } = answer
    if (list) {
      const page = pageOf(request.url, list)
      if (page.next) headers.link = `<${page.next}>; rel="next"`
      this.#json(
        response,
        status,
        headers,
        under ? { total_count: list.length, [under]: page.items } : page.items,
      )
    } else if (body instanceof Uint8Array || typeof body === 'string') {
      response.writeHead(status, headers).end(body)
    } else {
      this.#json(response, status, headers, body)
    }
  }

  #json(response: ServerResponse, status: number, headers: Record<string, string>, body: unknown): void {
    const text = body === undefined ? '' : JSON.stringify(body)
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(text)
  }
}

function pageOf(url: URL, list: readonly unknown[]): { items: readonly unknown[]; next: URL | undefined } {
  const size = Number(url.searchParams.get('per_page') ?? 30)
  const page = Number(url.searchParams.get('page') ?? 1)
  const next = new URL(url)
  next.searchParams.set('page', String(page + 1))
  return {
    items: list.slice((page - 1) * size, page * size),
    next: list.length > page * size ? next : undefined,
  }
}
