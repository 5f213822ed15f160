import type { Backend, ByteRange, Content, ListedObject } from '../backend.ts'

export type Operation = 'size' | 'read' | 'putIfAbsent' | 'put' | 'list' | 'delete'

/** Passes everything on, and tells the test of each call before it happens; what the hook throws, the call throws. */
export class HookedBackend implements Backend {
  readonly url: string
  readonly #backend: Backend
  readonly #hook: (operation: Operation, path: string) => void

  constructor(backend: Backend, hook: (operation: Operation, path: string) => void) {
    this.url = backend.url
    this.#backend = backend
    this.#hook = hook
  }

  async size(path: string): Promise<number | undefined> {
    this.#hook('size', path)
    return this.#backend.size(path)
  }

  async *read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    this.#hook('read', path)
    yield* this.#backend.read(path, range)
  }

  async putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'> {
    this.#hook('putIfAbsent', path)
    return this.#backend.putIfAbsent(path, content)
  }

  async put(path: string, content: Content): Promise<void> {
    this.#hook('put', path)
    await this.#backend.put(path, content)
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    this.#hook('list', prefix)
    yield* this.#backend.list(prefix)
  }

  async delete(path: string): Promise<void> {
    this.#hook('delete', path)
    await this.#backend.delete(path)
  }
}
