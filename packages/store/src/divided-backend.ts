import type { Backend, ByteRange, Content, ListedObject } from './backend.ts'
import { GuardedBackend } from './guarded-backend.ts'

/** What is named by a digest, or is a hint that decides nothing: whoever shares it with strangers hashes it again. */
const SHARED = ['o/', 'k/', 't/', 'x/']

/**
 * A store whose objects lie in a place that jobs of every kind share, as the disk of a runner, and whose records in a place
 * of its own: an object is checked against its digest at every read, while a record would have to be believed.
 */
export class DividedBackend implements Backend {
  readonly url: string
  readonly localFile?: (path: string) => string
  readonly #objects: Backend
  readonly #records: Backend

  constructor(objects: Backend, records: Backend) {
    this.url = objects.url
    // A Store looks after the format of what it is given, which is that of the records.
    this.#objects = new GuardedBackend(objects)
    this.#records = records
    if (objects.localFile && records.localFile)
      this.localFile = (path) => (this.#of(path) as Required<Backend>).localFile(path)
  }

  size(path: string): Promise<number | undefined> {
    return this.#of(path).size(path)
  }

  read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    return this.#of(path).read(path, range)
  }

  putIfAbsent(path: string, content: Content): Promise<'created' | 'exists'> {
    return this.#of(path).putIfAbsent(path, content)
  }

  put(path: string, content: Content): Promise<void> {
    return this.#of(path).put(path, content)
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    const shared = SHARED.filter((each) => each.startsWith(prefix))
    if (shared.length === 0) return yield* this.#of(prefix).list(prefix)
    for (const each of shared) yield* this.#objects.list(each)
    for await (const object of this.#records.list(prefix)) if (!isShared(object.path)) yield object
  }

  delete(path: string): Promise<void> {
    return this.#of(path).delete(path)
  }

  #of(path: string): Backend {
    return isShared(path) ? this.#objects : this.#records
  }
}

function isShared(path: string): boolean {
  return SHARED.some((prefix) => path.startsWith(prefix))
}
