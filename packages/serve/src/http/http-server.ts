import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SlipwayError } from '@slipway/core'
import { serveError } from '../error.ts'
import { type AnswerPorts, answer } from './answer.ts'
import { errorReply } from './error-reply.ts'
import { readBody } from './read-body.ts'
import type { Reply } from './reply.ts'
import { parseRoute } from './route.ts'

export interface HttpOptions extends Omit<AnswerPorts, 'leaving'> {
  readonly host: string
  readonly port: number
  readonly log: (line: string) => void
}

/** The listener: takes requests, writes answers, and ends without cutting one off. */
export class HttpServer {
  readonly #server: Server
  readonly #options: HttpOptions
  #leaving = false

  private constructor(options: HttpOptions) {
    this.#options = options
    this.#server = createServer((request, response) => void this.#handle(request, response))
    this.#server.maxConnections = options.limits.connections
    // Longer than the idle timeout of the usual load balancers, which then never meet a connection that just closed.
    this.#server.keepAliveTimeout = 65_000
  }

  /** @throws serve/address-unusable */
  static async listen(options: HttpOptions): Promise<HttpServer> {
    const self = new HttpServer(options)
    await new Promise<void>((resolve, reject) => {
      self.#server.once('error', (error) => {
        const address = `${options.host}:${options.port}`
        reject(
          serveError('serve/address-unusable', `Cannot listen on ${address}: ${error.message}`, {
            cause: error,
          }),
        )
      })
      self.#server.listen(options.port, options.host, resolve)
    })
    return self
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    const { host } = this.#options
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.port}`
  }

  /** Takes no more connections, and resolves when every request is answered, or the time for it is up. */
  async close(): Promise<void> {
    this.#leaving = true
    const timer = setTimeout(() => this.#server.closeAllConnections(), this.#options.limits.drainMs)
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
    clearTimeout(timer)
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const reply = await this.#answer(request, response)
      this.#write(request, response, reply)
    } catch (error) {
      if (error instanceof SlipwayError && error.code === 'serve/client-gone') response.destroy()
      else this.#write(request, response, errorReply(error, this.#options.log))
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Reply> {
    const { fleet, limits } = this.#options
    // First the body, whatever was asked: what is left of it would be taken for the next request.
    const body = await readBody(request, limits.bodyBytes)
    const route = parseRoute(request.method ?? '', request.url ?? '')
    const onTicket = (ticket: { cancel(): void }) => response.once('close', () => ticket.cancel())
    return answer(
      { route, headers: request.headers, body, onTicket },
      { fleet, limits, leaving: this.#leaving },
    )
  }

  #write(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
    const size = reply.body.reduce((sum, chunk) => sum + chunk.length, 0)
    response.writeHead(reply.status, {
      ...reply.headers,
      'content-length': size,
      ...(this.#leaving || !request.complete ? { connection: 'close' } : {}),
    })
    for (const chunk of reply.body.slice(0, -1)) response.write(chunk)
    response.end(reply.body.at(-1))
  }
}
