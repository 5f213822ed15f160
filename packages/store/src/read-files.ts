import { hash } from 'node:crypto'
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs'
import { type FileState, isExecutable, isSettled, isUntouched, type Tick } from './file-state.ts'

// This runs in worker threads too, which have to start fast: it imports next to nothing.

/**
 * Files up to this size are read by synchronous calls into one buffer: of 3 KB files, 110,000 in a CPU-second against
 * 11,000 through the thread pool (measured on Node 20). Larger ones are streamed, so that nothing else has to wait.
 */
export const SMALL_BYTES = 1 << 20

/** What was read is handed over at the latest when it is this much. */
const BATCH_BYTES = 4 << 20

/** A pipe without a writer must not make us wait, and a link must not lead us out of the folder. */
export const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

export interface ReadOrder {
  /** Ends with a slash. */
  readonly folder: string
  readonly names: readonly string[]
  /** Only look at the files, without opening them. */
  readonly look?: boolean
  /** Keep the bytes of small files. */
  readonly keep: boolean
  readonly tick: Tick
}

/** Why a file could not be read; the error of the operating system, where it is one. */
export interface ReadProblem {
  readonly path: string
  readonly found: 'changed' | 'irregular' | 'unreadable'
  readonly code?: string
  readonly message?: string
}

/** The first files of an order, as many as were read at once. */
export interface FileBatch {
  readonly count: number
  /** STATE_NUMBERS for each file. */
  readonly states: Float64Array
  /** Digests of 32 bytes one after the other; all zero for a file that is larger than SMALL_BYTES, and was not read. */
  readonly digests: Uint8Array
  /** The contents one after the other, where they were asked for. */
  readonly content: Uint8Array | undefined
  /** Of the file after those; the last words of this order. */
  readonly problem?: ReadProblem
}

const DIGEST_BYTES = 32

const shared = Buffer.allocUnsafeSlow(SMALL_BYTES + 1)

/** How many numbers tell a state: inode, size, executable, mtime, ctime, settled. */
export const STATE_NUMBERS = 6

/** The state of the file at this place of a batch, and whether it is settled. */
export function stateIn(
  { states }: Pick<FileBatch, 'states'>,
  at: number,
): FileState & { readonly settled: boolean } {
  const number = (which: number) => states[at * STATE_NUMBERS + which] ?? 0
  return {
    ino: number(0),
    bytes: number(1),
    executable: number(2) === 1,
    mtimeMs: number(3),
    ctimeMs: number(4),
    settled: number(5) === 1,
  }
}

export function setState(states: Float64Array, at: number, stats: Stats, settled: boolean): void {
  const { ino, size, mtimeMs, ctimeMs } = stats
  states.set([ino, size, isExecutable(stats) ? 1 : 0, mtimeMs, ctimeMs, settled ? 1 : 0], at * STATE_NUMBERS)
}

/** Reads and names small files; each is the same before and after it is read, or a problem. */
export function readFiles(order: ReadOrder): FileBatch {
  const { folder, names, keep, tick } = order
  if (order.look) return lookAtFiles(order)
  const states = new Float64Array(names.length * STATE_NUMBERS)
  const digests = Buffer.alloc(names.length * DIGEST_BYTES)
  const kept = keep ? new Kept() : undefined
  let count = 0
  try {
    for (const name of names) {
      const { stats, content } = readFile(folder + name)
      if (content) {
        digests.set(hash('sha256', content, 'buffer'), count * DIGEST_BYTES)
        kept?.add(content)
      }
      setState(states, count++, stats, isSettled(stats, tick))
      if (kept && kept.bytes >= BATCH_BYTES) break
    }
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error
    return { count, states, digests, content: kept?.take(), problem: error.problem }
  }
  return { count, states, digests, content: kept?.take() }
}

/** Of each its state: without a digest, and all zero where nothing can be told, which is that of no file. */
function lookAtFiles({ folder, names, tick }: ReadOrder): FileBatch {
  const states = new Float64Array(names.length * STATE_NUMBERS)
  for (const [at, name] of names.entries()) {
    const stats = tryLook(folder + name)
    if (stats) setState(states, at, stats, isSettled(stats, tick))
  }
  return { count: names.length, states, digests: new Uint8Array(), content: undefined }
}

function tryLook(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    // Whoever reads it then is told why it cannot be.
    return undefined
  }
}

/** One buffer that grows, instead of one for each file. */
class Kept {
  bytes = 0
  #buffer = Buffer.allocUnsafeSlow(SMALL_BYTES)

  add(content: Uint8Array): void {
    if (this.bytes + content.length > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(BATCH_BYTES + SMALL_BYTES)
      this.#buffer.copy(grown, 0, 0, this.bytes)
      this.#buffer = grown
    }
    this.#buffer.set(content, this.bytes)
    this.bytes += content.length
  }

  take(): Uint8Array {
    return this.#buffer.subarray(0, this.bytes)
  }
}

class ReadFailure extends Error {
  readonly problem: ReadProblem

  constructor(problem: ReadProblem) {
    super(problem.message ?? problem.found)
    this.problem = problem
  }
}

/** The content lies in a buffer that the next call fills again; a large file is not read. */
function readFile(path: string): { stats: Stats; content?: Uint8Array } {
  const fd = openForReading(path)
  try {
    const before = fstatSync(fd)
    if (!before.isFile()) throw new ReadFailure({ path, found: 'irregular' })
    if (before.size > SMALL_BYTES) return { stats: before }
    const content = readUpTo(fd, before)
    if (content.length !== before.size || !isUntouched(before, fstatSync(fd)))
      throw new ReadFailure({ path, found: 'changed' })
    return { stats: before, content }
  } catch (error) {
    throw asFailure(path, error)
  } finally {
    closeSync(fd)
  }
}

/** One byte more than expected, so that a file that grew is noticed. */
function readUpTo(fd: number, { size }: Stats): Uint8Array {
  let bytes = 0
  while (bytes <= size) {
    const read = readSync(fd, shared, bytes, size + 1 - bytes, null)
    if (read === 0) break
    bytes += read
  }
  return shared.subarray(0, bytes)
}

function openForReading(path: string): number {
  try {
    return openSync(path, READ_FLAGS)
  } catch (error) {
    throw asFailure(path, error)
  }
}

function asFailure(path: string, error: unknown): unknown {
  const { code, message, errno } = error as NodeJS.ErrnoException
  if (error instanceof ReadFailure || errno === undefined || code === undefined) return error
  return new ReadFailure({ path, found: 'unreadable', code, message })
}
