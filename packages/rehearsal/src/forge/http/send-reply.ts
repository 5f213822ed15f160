import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Reply } from './reply.ts'

export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

/** A reply whose list, if it was one, has been cut to a page. */
export type PlainReply = Exclude<Reply, { readonly kind: 'list' }>

/** Writes a reply; one that the client has already is answered by 304. */
export async function sendReply(
  { request, response }: Exchange,
  reply: PlainReply,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  switch (reply.kind) {
    case 'json':
      return sendText({ request, response }, reply.status, JSON.stringify(reply.body), {
        'content-type': 'application/json; charset=utf-8',
        ...headers,
      })
    case 'bytes':
      return sendText({ request, response }, 200, reply.bytes, {
        'content-type': reply.contentType,
        ...headers,
      })
    case 'empty':
      response.writeHead(reply.status, headers).end()
      return
    case 'redirect':
      response.writeHead(302, { ...headers, location: reply.location }).end()
      return
    case 'file':
      return sendFile({ request, response }, reply.file, {
        'content-type': reply.contentType,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(reply.name)}`,
        ...headers,
      })
  }
}

function sendText(
  { request, response }: Exchange,
  status: number,
  content: string | Uint8Array,
  headers: OutgoingHttpHeaders,
): void {
  const bytes = Buffer.from(content)
  const etag = `W/"${createHash('sha256').update(bytes).digest('hex')}"`
  const reading = request.method === 'GET' || request.method === 'HEAD'
  if (reading && status === 200 && sameTag(request.headers['if-none-match'], etag)) {
    response.writeHead(304, { ...headers, etag }).end()
    return
  }
  const tag = reading && status === 200 ? { etag, 'cache-control': 'private, max-age=0' } : {}
  response.writeHead(status, { ...headers, ...tag, 'content-length': bytes.length })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}

function sameTag(header: string | undefined, etag: string): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, '')
  return header?.split(',').some((tag) => plain(tag) === plain(etag)) ?? false
}

/** Sends a file, or the range of it that was asked for. */
export async function sendFile(
  { request, response }: Exchange,
  file: string,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  const { size } = await stat(file)
  const asked = /^bytes=(\d+)-(\d*)$/.exec(
    String(request.headers['x-ms-range'] ?? request.headers.range ?? ''),
  )
  const start = asked ? Number(asked[1]) : 0
  const end = asked?.[2] ? Math.min(Number(asked[2]), size - 1) : size - 1
  if (asked && start >= size) {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end()
    return
  }
  response.writeHead(asked ? 206 : 200, {
    ...headers,
    'accept-ranges': 'bytes',
    'content-length': end - start + 1,
    ...(asked ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
  })
  if (request.method === 'HEAD' || size === 0) response.end()
  else await pipeline(createReadStream(file, { start, end }), response)
}
