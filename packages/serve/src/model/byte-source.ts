import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { type Digest, digestOf, type Secret, SlipwayError, shortOf } from '@slipway/core'
import { serveError } from '../error.ts'

/** A place that claims to have a model's bytes. What it gives is believed only by its digest. */
export interface ByteSource {
  /** For the log; without credentials. */
  readonly describe: string
  open(signal: AbortSignal): AsyncIterable<Uint8Array>
}

export function fileSource(path: string): ByteSource {
  return { describe: path, open: (signal) => createReadStream(path, { signal }) }
}

/**
 * Bytes behind an address.
 *
 * @param headers sent with the request; a token among them goes to this host only, not to where it redirects
 */
export function httpSource(url: string, headers: Readonly<Record<string, string | Secret>> = {}): ByteSource {
  return { describe: url, open: (signal) => fetchBytes(url, headers, signal) }
}

async function* fetchBytes(
  url: string,
  headers: Readonly<Record<string, string | Secret>>,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const revealed = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.reveal(),
    ]),
  )
  // fetch() itself drops the Authorization header when a redirect leads to another origin.
  const response = await fetch(url, { headers: revealed, signal, redirect: 'follow' })
  if (!response.ok || response.body === null) {
    throw serveError('serve/source-failed', `Cannot fetch ${url}: status ${response.status}; expected 200`)
  }
  yield* Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
}

/** The chunks of a source, up to a limit. @throws serve/source-failed where there is more */
export async function* readLimited(
  source: ByteSource,
  maxBytes: number,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  let bytes = 0
  for await (const chunk of source.open(signal)) {
    bytes += chunk.length
    if (bytes > maxBytes) {
      throw serveError(
        'serve/source-failed',
        `Cannot use ${source.describe}: it has more than ${maxBytes} bytes; expected at most that`,
      )
    }
    yield chunk
  }
}

/** @throws serve/digest-mismatch */
export function checkDigest(source: ByteSource, found: Digest, wanted: Digest): void {
  if (found === wanted) return
  throw serveError(
    'serve/digest-mismatch',
    `Cannot use ${source.describe}: its digest is ${shortOf(found)}…; expected ${shortOf(wanted)}…`,
    { hint: 'The bytes are not the released ones: restore them, or release again' },
  )
}

/**
 * What the first source gives that does not fail.
 *
 * @throws what the last one failed with; serve/source-failed where there is none
 */
export async function fromFirst<T>(
  sources: readonly ByteSource[],
  signal: AbortSignal,
  read: (source: ByteSource) => Promise<T>,
): Promise<T> {
  let failure: SlipwayError = serveError(
    'serve/source-failed',
    'Cannot fetch: no source is known; expected one',
  )
  for (const source of sources) {
    try {
      return await read(source)
    } catch (error) {
      signal.throwIfAborted()
      failure = error instanceof SlipwayError ? error : sourceFailed(source, error)
    }
  }
  throw failure
}

function sourceFailed(source: ByteSource, cause: unknown): SlipwayError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return serveError('serve/source-failed', `Cannot fetch from ${source.describe}: ${reason}`, { cause })
}

/** A small file, whole and verified. @throws serve/digest-mismatch, serve/source-failed */
export function readVerified(
  digest: Digest,
  sources: readonly ByteSource[],
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return fromFirst(sources, signal, async (source) => {
    const bytes = Buffer.concat(await Array.fromAsync(readLimited(source, maxBytes, signal)))
    checkDigest(source, digestOf(bytes), digest)
    return bytes
  })
}
