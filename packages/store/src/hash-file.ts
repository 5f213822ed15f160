import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, read, readSync, type Stats, write } from 'node:fs'
import { promisify } from 'node:util'
import { type Digest, digestOf } from '@slipway/core'
import { storeError } from './error.ts'
import { isUntouched } from './file-state.ts'
import { hasCode } from './io-failure.ts'
import { READ_FLAGS, type ReadProblem, SMALL_BYTES } from './read-files.ts'

export { SMALL_BYTES }

export interface HashedFile {
  readonly oid: Digest
  readonly bytes: number
  /** The file as it was before and after it was read. */
  readonly stats: Stats
  /** The bytes that were hashed, where they were asked for and the file is small. */
  readonly content: Uint8Array | undefined
}

export interface HashOptions {
  /** Keep the bytes of a small file. */
  readonly keep?: boolean
  /** A new file for the bytes of a large one, in the same pass. */
  readonly copyTo?: string
  readonly progress?: ((bytes: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

const shared = Buffer.allocUnsafeSlow(SMALL_BYTES + 1)

/**
 * Reads a regular file once and names its content.
 * @throws store/target-missing, store/file-unstorable, store/file-changed when it does not stay the same meanwhile
 */
export async function hashFile(path: string, options: HashOptions = {}): Promise<HashedFile> {
  const fd = openRegular(path)
  try {
    const stats = fstatSync(fd)
    if (!stats.isFile()) throw irregular(path)
    const { size } = stats
    const read = size <= SMALL_BYTES ? readSmall(fd, size, options) : await readLarge(fd, options)
    if (read.bytes !== size || !isUntouched(stats, fstatSync(fd))) throw fileChanged(path)
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

/** The error for a file that a thread could not read. */
export function readFailure({ path, found, code, message }: ReadProblem): Error {
  if (found === 'changed') return fileChanged(path)
  if (found === 'irregular') return irregular(path)
  return unreadable(path, Object.assign(new Error(message), { code }))
}

function irregular(path: string, cause?: unknown): Error {
  return storeError('store/file-unstorable', `Cannot store "${path}": it is not a regular file`, {
    cause,
    hint: 'Replace a symbolic link by what it points to; keep the rest outside of versioned folders',
  })
}

function unreadable(path: string, cause: unknown): Error {
  if (hasCode(cause, 'ENOENT', 'ENOTDIR'))
    return storeError('store/target-missing', `Cannot read "${path}": there is no such file`, { cause })
  if (hasCode(cause, 'ELOOP', 'EMLINK', 'ENXIO')) return irregular(path, cause)
  return storeError('store/read-failed', `Cannot read "${path}": ${(cause as Error).message}`, {
    cause,
    ...(hasCode(cause, 'EACCES')
      ? { hint: 'Check the permissions of the file and of the folders around it' }
      : {}),
  })
}

function openRegular(path: string): number {
  try {
    return openSync(path, READ_FLAGS)
  } catch (cause) {
    throw unreadable(path, cause)
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

/** While one piece is hashed, the next is read. */
const PIECE_BYTES = 4 << 20
const readPiece = promisify(read)
const writePiece = promisify(write)

async function readLarge(fd: number, options: HashOptions): Promise<Read> {
  const copy = options.copyTo === undefined ? undefined : openSync(options.copyTo, 'wx', 0o600)
  try {
    return await readPieces(fd, copy, options)
  } finally {
    if (copy !== undefined) closeSync(copy)
  }
}

async function readPieces(fd: number, copy: number | undefined, options: HashOptions): Promise<Read> {
  const hash = createHash('sha256')
  const buffers = [Buffer.allocUnsafeSlow(PIECE_BYTES), Buffer.allocUnsafeSlow(PIECE_BYTES)] as const
  let bytes = 0
  let next = readPiece(fd, buffers[0], 0, PIECE_BYTES, null)
  for (let turn = 0; ; turn++) {
    const { bytesRead, buffer } = await next
    if (bytesRead === 0) break
    options.signal?.throwIfAborted()
    next = readPiece(fd, buffers[turn % 2 === 0 ? 1 : 0], 0, PIECE_BYTES, null)
    // Whatever fails first, this one is looked at when it is needed.
    next.catch(() => {})
    const piece = buffer.subarray(0, bytesRead)
    const written = copy === undefined ? undefined : writeAll(copy, piece)
    written?.catch(() => {})
    hash.update(piece)
    await written
    bytes += bytesRead
    options.progress?.(bytesRead)
  }
  return { oid: `sha256:${hash.digest('hex')}`, bytes, content: undefined }
}

async function writeAll(fd: number, piece: Uint8Array): Promise<void> {
  let at = 0
  while (at < piece.length) at += (await writePiece(fd, piece, at, piece.length - at, null)).bytesWritten
}
