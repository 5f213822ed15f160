import { type Digest, type Pointer, treePath, walkTree } from '@slipway/core'
import type { Backend, ByteRange, ListedObject } from '../backend.ts'
import { storeError } from '../error.ts'
import type { Store } from '../store.ts'
import { blobPath, promisedDigest } from '../store-path.ts'
import { DvcImport } from './dvc-import.ts'
import type { DvcObjects } from './dvc-objects.ts'

export interface DvcBackendOptions {
  readonly remote: DvcObjects
  /** What the pointers of the project name; those without an `md5` are not in DVC. Called once. */
  readonly pointers: () => readonly Pointer[]
  /** Where everything goes that is fetched. */
  readonly local: Store
  /** Folder for what is not finished. */
  readonly scratch: string
  readonly signal?: AbortSignal | undefined
}

/**
 * A remote of DVC, read as if it were a store of ours. It goes by MD5, so it can only give what a pointer names, and that
 * whole: it is copied into the local store, and counts once its SHA-256 is the pointer's.
 */
export class DvcBackend implements Backend {
  readonly url: string
  readonly #options: DvcBackendOptions
  #pointers: ReadonlyMap<string, Pointer> | undefined
  readonly #taken = new Map<Digest, Promise<void>>()

  constructor(options: DvcBackendOptions) {
    this.url = options.remote.url
    this.#options = options
  }

  async size(path: string): Promise<number | undefined> {
    const pointer = await this.#find(path)
    if (!pointer) return undefined
    await this.#take(pointer)
    return this.#options.local.backend.size(path)
  }

  async *read(path: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    const pointer = await this.#find(path)
    if (!pointer)
      throw storeError(
        'store/object-missing',
        `Cannot read "${path}" from DVC's remote "${this.url}": no pointer with an md5 names it`,
      )
    await this.#take(pointer)
    yield* this.#options.local.backend.read(path, range)
  }

  async *list(): AsyncIterable<ListedObject> {
    // It holds no object of ours.
  }

  putIfAbsent(path: string): Promise<never> {
    return this.put(path)
  }

  async put(path: string): Promise<never> {
    throw storeError('store/write-failed', `Cannot write "${path}" in "${this.url}": it is only read from`)
  }

  delete(path: string): Promise<never> {
    return this.put(path)
  }

  /** The pointer that brings an object along. */
  async #find(path: string): Promise<Pointer | undefined> {
    const { local, pointers } = this.#options
    this.#pointers ??= new Map(
      pointers().flatMap((pointer) =>
        pointer.md5 === undefined
          ? []
          : [[pointer.kind === 'tree' ? treePath(pointer.oid) : blobPath(pointer.oid), pointer]],
      ),
    )
    const own = this.#pointers.get(path)
    const oid = promisedDigest(path)
    if (own || oid === undefined) return own
    // A file of a folder whose list is here already, while the file is not.
    for (const pointer of this.#pointers.values()) {
      if (pointer.kind !== 'tree' || !(await local.hasTree(pointer.oid))) continue
      for (const file of walkTree(await local.readTree(pointer.oid))) if (file.oid === oid) return pointer
    }
    return undefined
  }

  #take(pointer: Pointer): Promise<void> {
    const taken = this.#taken.get(pointer.oid) ?? this.#fetch(pointer)
    this.#taken.set(pointer.oid, taken)
    return taken
  }

  async #fetch({ kind, oid, md5 = '' }: Pointer): Promise<void> {
    const { remote, local, scratch, signal } = this.#options
    const dvc = new DvcImport({ store: local, places: [remote], scratch, signal })
    // Whether line ends count is DVC's matter: what decides here is the digest below.
    const { output } = await dvc.take({ md5, dos2unix: true }, kind === 'executable')
    if (output.oid === oid) return
    throw storeError(
      'store/object-missing',
      `Cannot use "${md5}" of DVC's remote "${this.url}": its content has digest ${output.oid}; expected ${oid}`,
      {
        hint: 'DVC does not say which files of a folder can be run: push such a folder with `slipway data push`',
      },
    )
  }
}
