import { createHash, randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FolderRecord } from './folder-record.ts'
import { ioFailure } from './io-failure.ts'

const HEADER = Buffer.from('slipway-index 2\n')
const DIGEST_BYTES = 32
const PIECE_BYTES = 1 << 20

/**
 * What the files of one target held, and the state in which each was read, so that unchanged files are not read again. A
 * cache: losing it costs time only, and of two writers the last one's stays.
 */
export class VerifiedIndex {
  readonly #file: string
  readonly #folders: ReadonlyMap<string, FolderRecord>

  private constructor(file: string, folders: ReadonlyMap<string, FolderRecord>) {
    this.#file = file
    this.#folders = folders
  }

  /** A missing or damaged file is an empty index. */
  static load(file: string): VerifiedIndex {
    try {
      return new VerifiedIndex(file, parseIndex(readFileSync(file)))
    } catch {
      return new VerifiedIndex(file, new Map())
    }
  }

  /** @param path below the target; empty for the target itself */
  folder(path: string): FolderRecord | undefined {
    return this.#folders.get(path)
  }

  /**
   * Replaces all entries, where they differ.
   * @param staging folder for the unfinished file
   * @throws store/write-failed
   */
  save(folders: readonly FolderRecord[], staging: string): void {
    const isSame = (each: FolderRecord) => this.#folders.get(each.path)?.buffer.equals(each.buffer)
    if (folders.length === this.#folders.size && folders.every(isSame)) return
    const temporary = join(staging, `.slipway-${randomBytes(8).toString('hex')}`)
    try {
      writeIndex(temporary, folders)
      renameSync(temporary, this.#file)
    } catch (cause) {
      rmSync(temporary, { force: true })
      throw ioFailure('write', this.#file, dirname(this.#file), cause)
    }
  }
}

/** Not forced to the disk: after a power cut its checksum tells whether it is whole. */
function writeIndex(file: string, folders: readonly FolderRecord[]): void {
  const hash = createHash('sha256')
  const fd = openSync(file, 'wx')
  try {
    for (const piece of pieces(folders)) {
      hash.update(piece)
      writeAll(fd, piece)
    }
    writeAll(fd, hash.digest())
  } finally {
    closeSync(fd)
  }
}

/** Many small records make one call; each piece is gone once the next one is asked for. */
function* pieces(folders: readonly FolderRecord[]): Generator<Uint8Array> {
  const room = Buffer.allocUnsafe(PIECE_BYTES)
  let filled = HEADER.copy(room)
  for (const { buffer } of folders) {
    if (filled + buffer.length > room.length) {
      yield room.subarray(0, filled)
      filled = 0
    }
    if (buffer.length > room.length) yield buffer
    else filled += buffer.copy(room, filled)
  }
  yield room.subarray(0, filled)
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let at = 0
  while (at < bytes.length) at += writeSync(fd, bytes, at)
}

function parseIndex(content: Buffer): ReadonlyMap<string, FolderRecord> {
  const folders = new Map<string, FolderRecord>()
  const end = content.length - DIGEST_BYTES
  if (!content.subarray(0, HEADER.length).equals(HEADER)) return folders
  const found = createHash('sha256').update(content.subarray(0, end)).digest()
  if (!found.equals(content.subarray(end))) return folders
  for (let at = HEADER.length; at < end; ) {
    const folder = FolderRecord.at(content, at)
    folders.set(folder.path, folder)
    at += folder.buffer.length
  }
  return folders
}
