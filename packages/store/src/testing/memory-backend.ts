import { readFileSync } from 'node:fs'
import { digestOf } from '@slipway/core'
import type { Backend, ByteRange, Content, ListedObject } from '../backend.ts'
import { storeError } from '../error.ts'
import { readWhole } from '../read-whole.ts'
import { checkStorePath, promisedDigest } from '../store-path.ts'

/** A backend in memory, for tests; `objects` is all it holds, to look at and to damage. */
export class MemoryBackend implements Backend {
  readonly url: string
  readonly objects = new Map<string, Uint8Array>()
  readonly #writtenMs = new Map<string, number>()
  readonly #now: () => number

  /** @param now its clock, in milliseconds since 1970 */
  constructor(name = 'store', now: () => number = () => 0) {
    this.url = `memory:${name}`
    this.#now = now
  }

  async size(path: string): Promise<number | undefined> {
    return this.objects.get(checkStorePath(path))?.length
  }

  async *read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const bytes = this.objects.get(checkStorePath(path))
    if (!bytes) throw storeError('store/object-missing', `Cannot read "${path}": it is not in "${this.url}"`)
    yield bytes.subarray(range?.start ?? 0, range?.end)
  }

  async putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'> {
    if (this.objects.has(checkStorePath(path))) return 'exists'
    const bytes = await this.#take(path, content)
    // Another writer may have come while the content was read.
    if (this.objects.has(path)) return 'exists'
    this.#set(path, bytes)
    return 'created'
  }

  async put(path: string, content: Content): Promise<void> {
    this.#set(checkStorePath(path), await this.#take(path, content))
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    for (const [path, bytes] of [...this.objects]) {
      if (path.startsWith(prefix))
        yield { path, bytes: bytes.length, modifiedMs: this.#writtenMs.get(path) ?? 0 }
    }
  }

  async delete(path: string): Promise<void> {
    this.objects.delete(checkStorePath(path))
  }

  #set(path: string, bytes: Uint8Array): void {
    this.objects.set(path, bytes)
    this.#writtenMs.set(path, this.#now())
  }

  async #take(path: string, content: Content): Promise<Uint8Array> {
    const bytes =
      content instanceof Uint8Array
        ? content
        : 'file' in content
          ? readFileSync(content.file)
          : await readWhole(content.chunks)
    const promised = promisedDigest(path)
    if (promised !== undefined && digestOf(bytes) !== promised)
      throw storeError('store/object-corrupt', `Cannot write "${path}": the content has another digest`)
    return Uint8Array.from(bytes)
  }
}
