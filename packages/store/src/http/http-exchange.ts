import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'

export interface HttpRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** Pieces go out one after the other; nothing is copied. */
  readonly body?: readonly Uint8Array[] | string | undefined
  /** Whose connections are used; one of its own without. */
  readonly agent?: http.Agent | undefined
  readonly signal: AbortSignal
}

/**
 * Sends a request and gives the answer once its head is there. Not by fetch(): its dispatcher belongs to whichever undici
 * a dependency brought last, and one of them ends the process when a line is cut while nobody reads (an assertion in 6.29).
 */
export function exchange({
  url,
  method,
  headers,
  body,
  agent,
  signal,
}: HttpRequest): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http
  const pieces = typeof body === 'string' ? [Buffer.from(body)] : body
  const bytes = pieces?.reduce((sum, piece) => sum + piece.length, 0)
  const length = bytes === undefined ? {} : { 'content-length': `${bytes}` }
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: { ...headers, ...length },
      signal,
      ...(agent === undefined ? {} : { agent }),
    }
    const sent = request(url, options, resolve)
    // Also after the answer: what is lost then is told to whoever reads its body.
    sent.on('error', reject)
    for (const piece of pieces ?? []) sent.write(piece)
    sent.end()
  })
}

/** Connections that stay open for the next request, through the proxy that the environment names. */
export function openAgent(protocol: string, env: Readonly<Record<string, string | undefined>>): http.Agent {
  const options = { keepAlive: true, proxyEnv: { ...env } }
  return protocol === 'https:' ? new https.Agent(options) : new http.Agent(options)
}

export function headersOf({ headers }: IncomingMessage): Headers {
  return new Headers(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
