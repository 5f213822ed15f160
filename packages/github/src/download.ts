import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Digest, SlipwayError } from '@slipway/core'
import { githubError } from './error.ts'
import type { GitHub } from './github.ts'

export interface Download {
  /** What it is, after "Cannot download": `artifact "slipway"`. */
  readonly what: string
  /** Where it goes; written beside, verified, then moved there. */
  readonly file: string
  readonly maxBytes: number
  /** What its bytes must be; null takes any, and the caller compares. */
  readonly digest: Digest | null
}

export interface Downloaded {
  readonly file: string
  readonly bytes: number
  readonly digest: Digest
}

/** A request's answer before its body is read: the bytes, or where they lie. */
export interface Source {
  readonly location: string | undefined
  readonly body: ReadableStream<Uint8Array> | undefined
}

const ATTEMPTS = 3

/**
 * Streams what GitHub sends, or points at, to a file: bytes are counted and hashed as they come.
 *
 * @param open asks GitHub; asked again for each attempt, since the addresses expire
 * @throws github/too-large, github/download-corrupt, github/unavailable; nothing is left behind then
 */
export async function download(
  github: GitHub,
  target: Download,
  open: () => Promise<Source>,
): Promise<Downloaded> {
  await mkdir(dirname(target.file), { recursive: true })
  const part = `${target.file}.${randomUUID()}.part`
  for (let attempt = 1; ; attempt++) {
    try {
      const got = await receive(github, target, part, await open())
      await rename(part, target.file)
      return { file: target.file, ...got }
    } catch (error) {
      await rm(part, { force: true })
      github.signal?.throwIfAborted()
      const isUnavailable = error instanceof SlipwayError && error.code === 'github/unavailable'
      if (!isUnavailable || attempt === ATTEMPTS) throw error
      await github.pause(attempt)
    }
  }
}

async function receive(
  github: GitHub,
  { what, maxBytes, digest: wanted }: Download,
  part: string,
  source: Source,
): Promise<Omit<Downloaded, 'file'>> {
  const body = source.location === undefined ? source.body : await follow(github, what, source.location)
  if (!body)
    throw githubError(
      'github/unavailable',
      `Cannot download ${what}: the answer is empty; expected its bytes`,
    )
  const hash = createHash('sha256')
  let bytes = 0
  const check = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > maxBytes)
        throw githubError(
          'github/too-large',
          `Cannot download ${what}: it has more than ${maxBytes} bytes; expected at most that`,
        )
      hash.update(chunk)
      yield chunk
    }
  }
  try {
    await pipeline(Readable.fromWeb(body), check, createWriteStream(part, { flags: 'wx' }))
  } catch (cause) {
    if (cause instanceof SlipwayError || isFileError(cause)) throw cause
    throw githubError(
      'github/unavailable',
      `Cannot download ${what}: the connection broke; expected all its bytes`,
    )
  }
  const digest: Digest = `sha256:${hash.digest('hex')}`
  if (wanted !== null && digest !== wanted)
    throw githubError(
      'github/download-corrupt',
      `Cannot download ${what}: its bytes are ${digest}; expected ${wanted}`,
    )
  return { bytes, digest }
}

/** The address is signed and on another host: it gets no token, and is not shown. */
async function follow(github: GitHub, what: string, location: string): Promise<ReadableStream<Uint8Array>> {
  let response: Response
  try {
    response = await fetch(location, github.signal ? { signal: github.signal } : {})
  } catch {
    throw githubError(
      'github/unavailable',
      `Cannot download ${what}: no answer from its storage; expected one`,
    )
  }
  if (response.ok && response.body) return response.body
  await response.body?.cancel()
  throw githubError(
    response.status >= 500 || response.status === 403 ? 'github/unavailable' : 'github/not-found',
    `Cannot download ${what}: its storage answers ${response.status}; expected 200`,
  )
}

function isFileError(error: unknown): boolean {
  return (
    error instanceof Error && 'syscall' in error && ['open', 'write', 'close'].includes(String(error.syscall))
  )
}
