import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import type { SlipwayError } from '@slipway/core'
import { serveError } from '../error.ts'

const INFLATE = { gzip: promisify(gunzip), deflate: promisify(inflate) }

/** How much of a body that is refused is still read, so that the client gets to see the answer. */
const DISCARD_BYTES = 64 * 2 ** 20
const DISCARD_MS = 2000

/**
 * Reads a request's body, inflated where it came compressed; the limit holds for both sizes.
 *
 * @throws serve/body-too-large, serve/encoding-unsupported, serve/request-invalid, serve/client-gone
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity'
  const expand = encoding === 'gzip' || encoding === 'deflate' ? INFLATE[encoding] : undefined
  if (expand === undefined && encoding !== 'identity') {
    await discard(request)
    throw serveError(
      'serve/encoding-unsupported',
      'Cannot read body: its encoding is not known; expected gzip or deflate',
    )
  }
  if (Number(request.headers['content-length']) > maxBytes) {
    await discard(request)
    throw tooLarge(maxBytes)
  }
  const bytes = await collect(request, maxBytes)
  if (expand === undefined) return bytes
  try {
    return await expand(bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw serveError('serve/request-invalid', `Cannot read body: it is not ${encoding}`, { cause: error })
  }
}

// Events and not `for await`: most bodies come in one piece, and this is done for every request.
function collect(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let chunks: Uint8Array[] = []
    let size = 0
    const take = (chunk: Uint8Array) => {
      chunks.push(chunk)
      size += chunk.length
      if (size <= maxBytes) return
      chunks = []
      request.off('data', take).off('end', done)
      void discard(request).then(() => reject(tooLarge(maxBytes)))
    }
    const done = () => resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size))
    request.on('data', take).on('end', done)
    request.on('error', () =>
      reject(serveError('serve/client-gone', 'Cannot read body: the client went away')),
    )
  })
}

/** Lets the rest of a refused body pass, up to a limit: a client that is still sending does not read yet. */
function discard(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let size = 0
    const stop = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(stop, DISCARD_MS)
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.length
      if (size > DISCARD_BYTES) stop()
    })
    request.on('close', stop)
    request.on('end', stop)
    request.resume()
  })
}

function tooLarge(maxBytes: number): SlipwayError {
  return serveError(
    'serve/body-too-large',
    `Cannot read body: it is larger than ${maxBytes} bytes; expected at most that`,
  )
}
