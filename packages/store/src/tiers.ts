import type { Digest, SlipwayError, TreeBundle } from '@slipway/core'
import type { ByteRange } from './backend.ts'
import { storeError } from './error.ts'
import { isLacking, worseOf } from './lacking.ts'
import type { FileOptions, FileStretch, ObjectSource } from './object-source.ts'
import type { Store } from './store.ts'

/**
 * Several stores behind each other, each a cache of those after it: an object that is missing or damaged in one comes
 * from the next, and the damaged copy is mended.
 */
export class Tiers implements ObjectSource {
  readonly #stores: readonly Store[]

  constructor(stores: readonly Store[]) {
    this.#stores = stores
  }

  readBytes(oid: Digest): Promise<Uint8Array> {
    return this.#first(
      oid,
      (store) => store.readBytes(oid),
      (damaged, bytes) => damaged.repairBlob(oid, bytes),
    )
  }

  readRange(oid: Digest, range: ByteRange): Promise<Uint8Array> {
    return this.#first(
      oid,
      (store) => store.readRange(oid, range),
      // A piece mends nothing.
      async () => {},
    )
  }

  readToFile(oid: Digest, target: string, options?: FileOptions): Promise<void> {
    return this.#first(
      oid,
      (store) => store.readToFile(oid, target, options),
      (damaged) => damaged.repairBlob(oid, { file: target }),
    )
  }

  readTree(root: Digest): Promise<TreeBundle> {
    return this.#first(
      root,
      (store) => store.readTree(root),
      (damaged, bundle) => damaged.repairTree(bundle),
    )
  }

  /** @see Store.readTreeText() */
  readTreeText(root: Digest): Promise<Uint8Array> {
    return this.#first(
      root,
      (store) => store.readTreeText(root),
      (damaged, text) => damaged.repairTreeText(root, text),
    )
  }

  async locate(oid: Digest, bytes: number): Promise<FileStretch | undefined> {
    for (const store of this.#stores) {
      const found = await store.locate(oid, bytes)
      if (found) return found
    }
    return undefined
  }

  async #first<T>(
    oid: Digest,
    read: (store: Store) => Promise<T>,
    repair: (damaged: Store, good: T) => Promise<void>,
  ): Promise<T> {
    const damaged: Store[] = []
    let failure: SlipwayError | undefined
    for (const store of this.#stores) {
      try {
        const good = await read(store)
        for (const other of damaged) await repair(other, good)
        return good
      } catch (error) {
        if (!isLacking(error)) throw error
        if (error.code === 'store/object-corrupt') damaged.push(store)
        failure = worseOf(failure, error)
      }
    }
    throw (
      failure ?? storeError('store/object-missing', `Cannot read ${oid}: there is no store to read it from`)
    )
  }
}
