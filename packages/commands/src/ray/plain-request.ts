import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'

export interface PlainRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array | undefined
  readonly timeoutMs: number
}

/**
 * One request as no browser would send it: `fetch` adds `Sec-Fetch-*` headers, by which Ray's dashboard knows browsers, and it
 * takes no jobs from those.
 */
export function plainRequest(
  url: string,
  { method, headers, body, timeoutMs }: PlainRequest,
): Promise<Response> {
  const open = url.startsWith('https:') ? overHttps : overHttp
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const asked = open(
      url,
      { method, headers: { ...length, ...headers }, signal: AbortSignal.timeout(timeoutMs) },
      async (answer) => {
        try {
          const chunks: Buffer[] = []
          for await (const chunk of answer) chunks.push(chunk as Buffer)
          resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 500 }))
        } catch (error) {
          reject(error)
        }
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}
