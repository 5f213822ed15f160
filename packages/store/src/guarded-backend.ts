import type { Backend, ByteRange, Content, ListedObject } from './backend.ts'
import { storeError } from './error.ts'
import { readText } from './read-whole.ts'
import { FORMAT_PATH, FORMAT_TEXT } from './store-path.ts'

/** Checks the version of a store, or marks a new one, before the first change goes to the backend behind it. */
export class GuardedBackend implements Backend {
  readonly url: string
  readonly concurrency?: number
  readonly localFile?: (path: string) => string
  readonly partialFile?: (path: string) => string
  readonly modified?: (path: string) => Promise<number | undefined>
  readonly tryWriting?: () => Promise<void>
  readonly #backend: Backend
  #checked: Promise<void> | undefined

  constructor(backend: Backend) {
    this.url = backend.url
    this.#backend = backend
    if (backend.concurrency !== undefined) this.concurrency = backend.concurrency
    if (backend.localFile) this.localFile = backend.localFile.bind(backend)
    if (backend.partialFile) this.partialFile = backend.partialFile.bind(backend)
    if (backend.modified) this.modified = backend.modified.bind(backend)
    if (backend.tryWriting) this.tryWriting = backend.tryWriting.bind(backend)
  }

  size(path: string): Promise<number | undefined> {
    return this.#backend.size(path)
  }

  read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    return this.#backend.read(path, range)
  }

  /** @throws store/format-unknown, like every change */
  async putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'> {
    await this.#check()
    return this.#backend.putIfAbsent(path, content)
  }

  async put(path: string, content: Content): Promise<void> {
    await this.#check()
    await this.#backend.put(path, content)
  }

  list(prefix: string): AsyncIterable<ListedObject> {
    return this.#backend.list(prefix)
  }

  async delete(path: string): Promise<void> {
    await this.#check()
    await this.#backend.delete(path)
  }

  #check(): Promise<void> {
    this.#checked ??= this.#compareFormat().catch((error: unknown) => {
      this.#checked = undefined
      throw error
    })
    return this.#checked
  }

  async #compareFormat(): Promise<void> {
    if ((await this.#backend.putIfAbsent(FORMAT_PATH, Buffer.from(FORMAT_TEXT))) === 'created') return
    const found = await readText(this.#backend.read(FORMAT_PATH))
    if (found === FORMAT_TEXT) return
    throw storeError(
      'store/format-unknown',
      `Cannot write in "${this.url}": its format is "${found.trim().slice(0, 60)}"; expected "${FORMAT_TEXT.trim()}"`,
      { hint: 'Use the version of Slipway that made it, or another store' },
    )
  }
}
