import { hash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { STATE_NUMBERS, setState } from './read-files.ts'

// This runs in worker threads too, which have to start fast: it imports next to nothing.

/** Where the bytes of a file are: in a file of a store, from this byte on, or here. */
export type WriteSource = { readonly file: string; readonly start: number } | { readonly content: Uint8Array }

export interface WriteOrder {
  /** In which the files are made; ends with a slash. */
  readonly folder: string
  readonly names: readonly string[]
  /** One for each name. */
  readonly files: readonly {
    readonly from: WriteSource
    readonly bytes: number
    /** 64 hexadecimal digits. */
    readonly hex: string
    readonly executable: boolean
  }[]
}

export interface WrittenFiles {
  /** As in a FileBatch; all zero for a file that was not written. */
  readonly states: Float64Array
  /** Places of files that were not written, because what was found has another digest. */
  readonly damaged: readonly number[]
  /** What stopped the work: the error of the operating system. */
  readonly problem?: { readonly code: string; readonly message: string; readonly errno: number }
}

/** So much is read of a store at once, where it lies together. */
const STRETCH_BYTES = 4 << 20

/** Writes small files, each once its bytes have the right digest. */
export function writeFiles(order: WriteOrder): WrittenFiles {
  const states = new Float64Array(order.names.length * STATE_NUMBERS)
  const damaged: number[] = []
  const reader = new StretchReader(order.files)
  try {
    for (const [at, { bytes, hex, executable }] of order.files.entries()) {
      const content = reader.read(at)
      if (content?.length !== bytes || hash('sha256', content, 'hex') !== hex) damaged.push(at)
      else writeNew(order.folder + order.names[at], content, executable, states, at)
    }
  } catch (error) {
    const { code, message, errno } = error as NodeJS.ErrnoException
    if (code === undefined || errno === undefined) throw error
    return { states, damaged, problem: { code, message, errno } }
  } finally {
    reader.close()
  }
  return { states, damaged }
}

function writeNew(
  path: string,
  content: Uint8Array,
  executable: boolean,
  states: Float64Array,
  at: number,
): void {
  const fd = openSync(path, 'wx', executable ? 0o777 : 0o666)
  try {
    let written = 0
    while (written < content.length) written += writeSync(fd, content, written)
    // Not settled yet: whether nobody else could write to it is known once all is in place.
    setState(states, at, fstatSync(fd), false)
  } finally {
    closeSync(fd)
  }
}

/** Reads neighbours in a file of the store by one call. */
class StretchReader {
  readonly #files: WriteOrder['files']
  #file: string | undefined
  #fd: number | undefined
  #start = 0
  #stretch: Uint8Array = new Uint8Array()

  constructor(files: WriteOrder['files']) {
    this.#files = files
  }

  /** Undefined where the file of the store is gone; shorter where it ends too early. */
  read(at: number): Uint8Array | undefined {
    const { from, bytes } = this.#files[at] ?? {}
    if (!from || bytes === undefined) return undefined
    if ('content' in from) return from.content
    const within = () =>
      from.file === this.#file &&
      from.start >= this.#start &&
      from.start + bytes <= this.#start + this.#stretch.length
    if (!within() && !this.#load(at, from)) return undefined
    return this.#stretch.subarray(from.start - this.#start, from.start - this.#start + bytes)
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  #load(first: number, from: { readonly file: string; readonly start: number }): boolean {
    if (from.file !== this.#file) {
      this.close()
      this.#file = undefined
      try {
        this.#fd = openSync(from.file, 'r')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
        throw error
      }
      this.#file = from.file
    }
    let end = from.start
    for (let at = first; at < this.#files.length && end - from.start < STRETCH_BYTES; at++) {
      const next = this.#files[at]
      if (!next || 'content' in next.from || next.from.file !== from.file || next.from.start !== end) break
      end += next.bytes
    }
    this.#start = from.start
    this.#stretch = readStretch(this.#fd as number, from.start, end - from.start)
    return true
  }
}

function readStretch(fd: number, start: number, bytes: number): Uint8Array {
  const buffer = Buffer.allocUnsafeSlow(bytes)
  let length = 0
  while (length < bytes) {
    const read = readSync(fd, buffer, length, bytes - length, start + length)
    if (read === 0) break
    length += read
  }
  return buffer.subarray(0, length)
}
