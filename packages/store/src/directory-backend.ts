import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  type Dirent,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Backend, ByteRange, Content, ListedObject } from './backend.ts'
import { storeError } from './error.ts'
import { SMALL_BYTES } from './hash-file.ts'
import { hasCode, ioFailure } from './io-failure.ts'
import { readPieces } from './read-pieces.ts'
import { checkStorePath, FORMAT_PATH, promisedDigest } from './store-path.ts'
import { nameFile, READ_ONLY, writeContent } from './write-content.ts'

const TEMPORARY = 'tmp'
const STALE_MS = 24 * 3600 * 1000
/** Half of the shortest grace of a collection: docs/formats/gc.md. */
const TOUCH_AFTER_MS = 12 * 3600 * 1000

/** A store in a folder of this machine or of a network file system; needs hard links and no locks. */
export class DirectoryBackend implements Backend {
  readonly url: string
  readonly #root: string
  #prepared = false

  private constructor(root: string) {
    this.#root = root
    this.url = pathToFileURL(root).href
  }

  /**
   * The folder may be missing, but not the one around it: a mount point without its mount must not fill up.
   * @throws store/foreign-folder when it holds something else than a store
   */
  static open(root: string): DirectoryBackend {
    const backend = new DirectoryBackend(root)
    let names: string[] = []
    try {
      names = readdirSync(root)
    } catch (cause) {
      if (!hasCode(cause, 'ENOENT')) throw ioFailure('read', root, backend.url, cause)
    }
    const stray = names.find((name) => name !== TEMPORARY)
    if (stray !== undefined && !names.includes(FORMAT_PATH)) {
      throw storeError(
        'store/foreign-folder',
        `Cannot use "${root}" as a store: it holds "${stray}" and no "${FORMAT_PATH}"; expected a store or an empty folder`,
        { hint: 'Name a folder of its own for the store' },
      )
    }
    return backend
  }

  async size(path: string): Promise<number | undefined> {
    try {
      const stats = statSync(this.localFile(path), { throwIfNoEntry: false })
      if (!stats?.isFile()) return undefined
      if (Date.now() - stats.mtimeMs > TOUCH_AFTER_MS) this.#touch(path)
      return stats.size
    } catch (cause) {
      if (hasCode(cause, 'ENOTDIR')) return undefined
      throw ioFailure('read', path, this.url, cause)
    }
  }

  async *read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    let fd: number | undefined
    try {
      fd = openSync(this.localFile(path), 'r')
      const size = fstatSync(fd).size
      const start = Math.min(range?.start ?? 0, size)
      const end = Math.min(range?.end ?? size, size)
      if (end - start <= SMALL_BYTES) yield readRange(fd, start, end)
      else yield* readPieces(fd, start, end)
    } catch (cause) {
      if (hasCode(cause, 'ENOENT', 'ENOTDIR'))
        throw storeError('store/object-missing', `Cannot read "${path}": it is not in "${this.url}"`, {
          cause,
        })
      throw ioFailure('read', path, this.url, cause)
    } finally {
      if (fd !== undefined) closeSync(fd)
    }
  }

  async putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'> {
    const target = this.localFile(path)
    if ((await this.size(path)) !== undefined) return 'exists'
    try {
      return await this.#link(path, content)
    } catch (error) {
      // Another process that filled the same file has moved it away.
      if ('file' in content && content.move && existsSync(target)) return 'exists'
      throw error
    }
  }

  #link(path: string, content: Content): Promise<'created' | 'exists'> {
    const target = this.localFile(path)
    return this.#write(path, content, (temporary) => {
      try {
        linkSync(temporary, target)
        return 'created'
      } catch (error) {
        if (hasCode(error, 'EEXIST')) return 'exists'
        throw error
      }
    })
  }

  async put(path: string, content: Content): Promise<void> {
    await this.#write(path, content, (temporary) => renameSync(temporary, this.localFile(path)))
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    const slash = prefix.lastIndexOf('/')
    yield* this.#walk(slash < 0 ? '' : prefix.slice(0, slash), prefix)
  }

  async modified(path: string): Promise<number | undefined> {
    return statSync(this.localFile(path), { throwIfNoEntry: false })?.mtimeMs
  }

  async delete(path: string): Promise<void> {
    try {
      rmSync(this.localFile(path), { force: true })
    } catch (cause) {
      throw ioFailure('write', path, this.url, cause)
    }
  }

  localFile(path: string): string {
    return join(this.#root, checkStorePath(path))
  }

  partialFile(path: string): string {
    try {
      this.#prepare()
    } catch (cause) {
      throw ioFailure('write', path, this.url, cause)
    }
    return join(this.#root, TEMPORARY, `partial-${checkStorePath(path).replaceAll('/', '-')}`)
  }

  /** The time of an object is that of its last use, to half a day: what is in use is not collected. */
  #touch(path: string): void {
    try {
      const now = new Date()
      utimesSync(this.localFile(path), now, now)
    } catch (error) {
      // Somebody else's, or on a disk that is only read: then whoever wrote it says how old it is.
      if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOENT')) throw error
    }
  }

  /** Temporary file → digest → compare → into place; whatever happens, the temporary file goes. */
  async #write<T>(path: string, content: Content, place: (temporary: string) => T): Promise<T> {
    const target = this.localFile(path)
    const moved = 'file' in content && content.move ? content.file : undefined
    const temporary = moved ?? join(this.#root, TEMPORARY, `${process.pid}-${randomBytes(8).toString('hex')}`)
    const promised = promisedDigest(path)
    try {
      this.#prepare()
      const digest =
        moved === undefined
          ? await writeContent(temporary, content, promised === undefined)
          : await nameFile(moved, 'file' in content ? content.named : undefined)
      if (promised !== undefined && digest !== promised) {
        throw storeError(
          'store/object-corrupt',
          `Cannot write "${path}" in "${this.url}": the content has digest ${digest}; expected ${promised}`,
        )
      }
      mkdirSync(dirname(target), { recursive: true })
      const result = place(temporary)
      // Not before: another process may fill the same file, with the same bytes.
      if (moved !== undefined) chmodSync(target, READ_ONLY)
      if (promised === undefined) syncFolder(dirname(target))
      return result
    } catch (cause) {
      throw ioFailure('write', path, this.url, cause)
    } finally {
      rmSync(temporary, { force: true })
    }
  }

  /** Makes the folders, and clears away what killed writers left a day ago. */
  #prepare(): void {
    if (this.#prepared) return
    const folder = join(this.#root, TEMPORARY)
    for (const each of [this.#root, folder]) {
      try {
        mkdirSync(each)
      } catch (error) {
        if (!hasCode(error, 'EEXIST')) throw error
      }
    }
    for (const name of readdirSync(folder)) {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false })
      if (stats && Date.now() - stats.mtimeMs > STALE_MS) rmSync(join(folder, name), { force: true })
    }
    this.#prepared = true
  }

  *#walk(folder: string, prefix: string): Generator<ListedObject> {
    let entries: Dirent[]
    try {
      entries = readdirSync(join(this.#root, folder), { withFileTypes: true })
    } catch (cause) {
      if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return
      throw ioFailure('read', folder, this.url, cause)
    }
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (path === TEMPORARY) continue
      if (entry.isDirectory()) {
        if (path.startsWith(prefix) || prefix.startsWith(`${path}/`)) yield* this.#walk(path, prefix)
      } else if (path.startsWith(prefix)) {
        const stats = statSync(join(this.#root, path), { throwIfNoEntry: false })
        if (stats) yield { path, bytes: stats.size, modifiedMs: stats.mtimeMs }
      }
    }
  }
}

function readRange(fd: number, start: number, end: number): Uint8Array {
  const buffer = Buffer.allocUnsafe(end - start)
  let length = 0
  while (length < buffer.length) {
    const read = readSync(fd, buffer, length, buffer.length - length, start + length)
    if (read === 0) break
    length += read
  }
  return buffer.subarray(0, length)
}

/** A name in a folder survives a power cut only once the folder itself is written. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
