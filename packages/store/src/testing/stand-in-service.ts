import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ServiceCall {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The body of a form. */
  readonly form: URLSearchParams
}

/** Text or JSON with status 200, or a status with words that may hold a secret. */
export type ServiceAnswer = string | object | number

/** A service on this machine that answers as a test says, and remembers what it was asked. */
export class StandInService {
  answer: (call: ServiceCall) => ServiceAnswer = () => 404
  /** What stands in the body of a refusal. */
  refusal = 'refused'
  headers: Record<string, string> = {}
  readonly calls: ServiceCall[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      const url = new URL(request.url ?? '/', 'http://host')
      const call = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
        form: new URLSearchParams(body),
      }
      this.calls.push(call)
      const found = this.answer(call)
      response.writeHead(typeof found === 'number' ? found : 200, this.headers)
      response.end(
        typeof found === 'number' ? this.refusal : typeof found === 'string' ? found : JSON.stringify(found),
      )
    })
  }

  static async start(): Promise<StandInService> {
    const service = new StandInService()
    await new Promise<void>((resolve) => service.#server.listen(0, '127.0.0.1', resolve))
    return service
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get url(): string {
    return `http://${this.host}`
  }

  reset(): void {
    this.calls.length = 0
    this.answer = () => 404
    this.headers = {}
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
