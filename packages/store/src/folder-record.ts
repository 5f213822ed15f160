import type { Digest, Kind, Tree, TreeEntry } from '@slipway/core'
import type { FileState, Tick } from './file-state.ts'

/** Lengths of path, names and the number of entries, before them. */
const HEAD_BYTES = 12
/** State (four doubles) and digest. */
const ENTRY_BYTES = 64
const DIGEST_AT = 32
/** The folder's own digest, the number of files below it and their bytes. */
const TAIL_BYTES = 48

export interface FolderSum {
  readonly oid: Digest
  readonly files: number
  readonly bytes: number
}

/**
 * One folder of a target: its path, the names in it in the order of a tree, and of each the state in which it was read and
 * its digest, all in one buffer. That is how the index keeps it; a million files are 90 bytes each here, and would be half
 * a kilobyte as objects.
 *
 * ```
 * record = u32 path-bytes, u32 names-bytes, u32 entries, path, names, entries * entry, tail
 * names  = names joined by NUL, that of a folder with "/" after it
 * entry  = f64 inode, f64 twice the size (one more: executable), f64 mtime, f64 ctime, digest
 * tail   = digest of the tree, f64 files below, f64 bytes below
 * ```
 *
 * An inode less than zero is that of a file whose state is no evidence: it was read while it could still change unnoticed.
 * The entry of a folder has the files below it in place of the inode, and no times.
 */
export class FolderRecord {
  readonly buffer: Buffer
  readonly count: number
  readonly #pathEnd: number
  readonly #namesEnd: number

  private constructor(buffer: Buffer) {
    this.buffer = buffer
    this.#pathEnd = HEAD_BYTES + buffer.readUInt32LE(0)
    this.#namesEnd = this.#pathEnd + buffer.readUInt32LE(4)
    this.count = buffer.readUInt32LE(8)
  }

  /** Nothing is known of its entries yet. */
  static of(path: string, names: readonly string[]): FolderRecord {
    const [pathBytes, block] = [Buffer.byteLength(path), names.join('\0')]
    const namesBytes = Buffer.byteLength(block)
    const length = HEAD_BYTES + pathBytes + namesBytes + names.length * ENTRY_BYTES + TAIL_BYTES
    // Tens of thousands of small ones share the slabs of the pool.
    const buffer =
      length > Buffer.poolSize >>> 1 ? Buffer.allocUnsafeSlow(length) : Buffer.allocUnsafe(length)
    buffer.writeUInt32LE(pathBytes, 0)
    buffer.writeUInt32LE(namesBytes, 4)
    buffer.writeUInt32LE(names.length, 8)
    buffer.write(path, HEAD_BYTES)
    buffer.write(block, HEAD_BYTES + pathBytes)
    buffer.fill(0, HEAD_BYTES + pathBytes + namesBytes)
    return new FolderRecord(buffer)
  }

  /** The record that starts here; it knows its own length. @throws RangeError where the buffer is too short for one */
  static at(buffer: Buffer, start: number): FolderRecord {
    const [path, names, entries] = [0, 4, 8].map((at) => buffer.readUInt32LE(start + at)) as [
      number,
      number,
      number,
    ]
    const length = HEAD_BYTES + path + names + entries * ENTRY_BYTES + TAIL_BYTES
    if (start + length > buffer.length) throw new RangeError('a record ends after its file')
    return new FolderRecord(buffer.subarray(start, start + length))
  }

  get path(): string {
    return this.buffer.toString('utf8', HEAD_BYTES, this.#pathEnd)
  }

  /** Whether this is a single file, which has no name. */
  get isFile(): boolean {
    return this.count === 1 && this.#pathEnd === this.#namesEnd
  }

  /** Of a folder, with the slash. */
  get names(): readonly string[] {
    if (this.count === 0) return []
    return this.buffer.toString('utf8', this.#pathEnd, this.#namesEnd).split('\0')
  }

  hasSameNames(other: FolderRecord): boolean {
    const { buffer } = other
    return (
      this.count === other.count &&
      buffer.compare(this.buffer, this.#pathEnd, this.#namesEnd, other.#pathEnd, other.#namesEnd) === 0
    )
  }

  /** Whether names, states and digests are the same, so that the tree is. */
  hasSameEntries(other: FolderRecord): boolean {
    const [own, others] = [this.buffer.length - TAIL_BYTES, other.buffer.length - TAIL_BYTES]
    return other.buffer.compare(this.buffer, this.#pathEnd, own, other.#pathEnd, others) === 0
  }

  /** Whether entry `at` is a file that was read in this very state. */
  isRead(at: number, state: FileState): boolean {
    const offset = this.#entry(at)
    const { buffer } = this
    return (
      buffer.readDoubleLE(offset) === state.ino &&
      buffer.readDoubleLE(offset + 8) === sizeAndMode(state) &&
      buffer.readDoubleLE(offset + 16) === state.mtimeMs &&
      buffer.readDoubleLE(offset + 24) === state.ctimeMs
    )
  }

  /** Takes over an entry of another record, with its state. */
  copyEntry(at: number, other: FolderRecord, otherAt: number): void {
    const from = other.#entry(otherAt)
    other.buffer.copy(this.buffer, this.#entry(at), from, from + ENTRY_BYTES)
  }

  /** @param isSettled whether a later change of the file will show in its state */
  setFile(at: number, state: FileState, digest: Uint8Array, isSettled: boolean): void {
    this.#set(at, isSettled ? state.ino : -1 - state.ino, state, digest)
  }

  /** The state in which a file is now, though nothing of its content changed; not settled yet. */
  setState(at: number, state: FileState): void {
    const digest = this.#entry(at) + DIGEST_AT
    this.setFile(at, state, this.buffer.subarray(digest, digest + 32), false)
  }

  /**
   * Settles the files that only we could write to.
   * @param before until then nobody else could write to them
   * @param after from after their states were taken
   */
  settle(before: Tick, after: Tick): void {
    for (let at = 0; at < this.count; at++) {
      const { ino, mtimeMs, ctimeMs } = this.stateOf(at)
      const offset = this.#entry(at)
      if (this.buffer.readDoubleLE(offset) < 0 && mtimeMs < before.ms && ctimeMs < after.ms)
        this.buffer.writeDoubleLE(ino, offset)
    }
  }

  setFolder(at: number, { oid, files, bytes }: FolderSum): void {
    const state = { ino: 0, bytes, executable: false, mtimeMs: 0, ctimeMs: 0 }
    this.#set(at, files, state, digestBytes(oid))
  }

  #set(at: number, ino: number, state: FileState, digest: Uint8Array): void {
    const offset = this.#entry(at)
    this.buffer.writeDoubleLE(ino, offset)
    this.buffer.writeDoubleLE(sizeAndMode(state), offset + 8)
    this.buffer.writeDoubleLE(state.mtimeMs, offset + 16)
    this.buffer.writeDoubleLE(state.ctimeMs, offset + 24)
    this.buffer.set(digest, offset + DIGEST_AT)
  }

  /** What a file was when it was read, whether or not that is evidence by now. */
  stateOf(at: number): FileState {
    const offset = this.#entry(at)
    const [ino, size] = [this.buffer.readDoubleLE(offset), this.buffer.readDoubleLE(offset + 8)]
    return {
      ino: ino < 0 ? -1 - ino : ino,
      bytes: Math.floor(size / 2),
      executable: size % 2 === 1,
      mtimeMs: this.buffer.readDoubleLE(offset + 16),
      ctimeMs: this.buffer.readDoubleLE(offset + 24),
    }
  }

  oidOf(at: number): Digest {
    const start = this.#entry(at) + DIGEST_AT
    return `sha256:${this.buffer.toString('hex', start, start + 32)}`
  }

  bytesOf(at: number): number {
    return Math.floor(this.buffer.readDoubleLE(this.#entry(at) + 8) / 2)
  }

  filesOf(at: number): number {
    return this.buffer.readDoubleLE(this.#entry(at))
  }

  /** The folder as a tree, once all is known of its entries. */
  toTree(): Tree {
    return this.names.map((name, at): TreeEntry => {
      const [oid, bytes] = [this.oidOf(at), this.bytesOf(at)]
      if (name.endsWith('/')) return { name: name.slice(0, -1), kind: 'tree', oid, bytes }
      return { name, kind: this.#kindOf(at), oid, bytes }
    })
  }

  #kindOf(at: number): Kind {
    return this.buffer.readDoubleLE(this.#entry(at) + 8) % 2 === 1 ? 'executable' : 'file'
  }

  get sum(): FolderSum {
    const tail = this.buffer.length - TAIL_BYTES
    return {
      oid: `sha256:${this.buffer.toString('hex', tail, tail + 32)}`,
      files: this.buffer.readDoubleLE(tail + 32),
      bytes: this.buffer.readDoubleLE(tail + 40),
    }
  }

  set sum({ oid, files, bytes }: FolderSum) {
    const tail = this.buffer.length - TAIL_BYTES
    this.buffer.set(digestBytes(oid), tail)
    this.buffer.writeDoubleLE(files, tail + 32)
    this.buffer.writeDoubleLE(bytes, tail + 40)
  }

  #entry(at: number): number {
    return this.#namesEnd + at * ENTRY_BYTES
  }
}

function sizeAndMode({ bytes, executable }: Pick<FileState, 'bytes' | 'executable'>): number {
  return bytes * 2 + (executable ? 1 : 0)
}

function digestBytes(oid: Digest): Buffer {
  return Buffer.from(oid.slice('sha256:'.length), 'hex')
}
