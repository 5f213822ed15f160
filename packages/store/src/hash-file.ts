import { createHash } from 'node:crypto'
import {
  type BigIntStats,
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  openSync,
  readSync,
} from 'node:fs'
import { type Digest, digestOf } from '@slipway/core'
import { storeError } from './error.ts'
import { hasCode } from './io-failure.ts'

/**
 * Files up to this size are read by synchronous calls into one buffer: of 3 KB files, 110,000 in a CPU-second against
 * 11,000 through the thread pool (measured on Node 20). Larger ones are streamed, so that nothing else has to wait.
 */
export const SMALL_BYTES = 1 << 20

export interface HashedFile {
  readonly oid: Digest
  readonly bytes: number
  /** The file as it was before and after it was read. */
  readonly stats: BigIntStats
  /** The bytes that were hashed, where they were asked for and the file is small. */
  readonly content: Uint8Array | undefined
}

export interface HashOptions {
  /** Keep the bytes of a small file. */
  readonly keep?: boolean
  readonly progress?: ((bytes: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

const shared = Buffer.allocUnsafe(SMALL_BYTES + 1)

/**
 * Reads a regular file once and names its content.
 * @throws store/target-missing, store/file-unstorable, store/file-changed when it does not stay the same meanwhile
 */
export async function hashFile(path: string, options: HashOptions = {}): Promise<HashedFile> {
  const fd = openRegular(path)
  try {
    const stats = fstatSync(fd, { bigint: true })
    if (!stats.isFile())
      throw storeError('store/file-unstorable', `Cannot store "${path}": it is not a regular file`, {
        hint: 'Remove it, or keep it outside of versioned folders',
      })
    const bytes = Number(stats.size)
    const read = bytes <= SMALL_BYTES ? readSmall(fd, bytes, options) : await readLarge(fd, options)
    if (read.bytes !== bytes || !isSame(stats, fstatSync(fd, { bigint: true }))) throw fileChanged(path)
    return { ...read, stats }
  } finally {
    closeSync(fd)
  }
}

export function fileChanged(path: string): Error {
  return storeError(
    'store/file-changed',
    `Cannot store "${path}": it changed while it was read; expected a file that nobody writes`,
    { hint: 'Wait until whatever writes it has ended, then try again' },
  )
}

function openRegular(path: string): number {
  try {
    // A pipe without a writer must not make us wait, and a link must not lead us out of the folder.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR'))
      throw storeError('store/target-missing', `Cannot read "${path}": there is no such file`, { cause })
    if (hasCode(cause, 'ELOOP', 'EMLINK', 'ENXIO'))
      throw storeError('store/file-unstorable', `Cannot store "${path}": it is not a regular file`, {
        cause,
        hint: 'Replace a symbolic link by what it points to',
      })
    throw storeError('store/read-failed', `Cannot read "${path}": ${(cause as Error).message}`, { cause })
  }
}

type Read = Pick<HashedFile, 'oid' | 'bytes' | 'content'>

/** Reads up to one byte more than expected, so that a file that grew is noticed. */
function readSmall(fd: number, expected: number, options: HashOptions): Read {
  const buffer = options.keep ? Buffer.allocUnsafe(expected + 1) : shared.subarray(0, expected + 1)
  let bytes = 0
  while (bytes < buffer.length) {
    const read = readSync(fd, buffer, bytes, buffer.length - bytes, null)
    if (read === 0) break
    bytes += read
  }
  const content = buffer.subarray(0, bytes)
  options.progress?.(bytes)
  return { oid: digestOf(content), bytes, content: options.keep ? content : undefined }
}

async function readLarge(fd: number, options: HashOptions): Promise<Read> {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = createReadStream('', { fd, autoClose: false, highWaterMark: SMALL_BYTES })
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    options.signal?.throwIfAborted()
    hash.update(chunk)
    bytes += chunk.length
    options.progress?.(chunk.length)
  }
  return { oid: `sha256:${hash.digest('hex')}`, bytes, content: undefined }
}

function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino
}
