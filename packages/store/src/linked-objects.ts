import { statSync } from 'node:fs'
import type { HashedFile } from './hash-file.ts'
import type { Store } from './store.ts'
import { blobPath } from './store-path.ts'

/** Objects of a store on this machine that have names in a workspace, through which somebody may have written. */
export class LinkedObjects {
  readonly #store: Store
  #paths: ReadonlyMap<string, string> | undefined

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * Takes away the object that a file is another name of, where the file is not what the object is called any more. It is
   * fetched again where it is needed, and the file is nobody else's from then on.
   */
  async release({ oid, stats }: Pick<HashedFile, 'oid' | 'stats'>): Promise<void> {
    const { backend } = this.#store
    if (stats.nlink < 2 || !backend.localFile) return
    this.#paths ??= await this.#list(backend.localFile.bind(backend))
    const path = this.#paths.get(nameOf(stats))
    if (path !== undefined && path !== blobPath(oid)) await backend.delete(path)
  }

  async #list(fileOf: (path: string) => string): Promise<ReadonlyMap<string, string>> {
    const paths = new Map<string, string>()
    for await (const { path } of this.#store.backend.list('o/')) {
      const stats = statSync(fileOf(path), { throwIfNoEntry: false })
      if (stats && stats.nlink > 1) paths.set(nameOf(stats), path)
    }
    return paths
  }
}

/** What tells one file of this machine from all others, whatever it is called. */
const nameOf = ({ dev, ino }: HashedFile['stats']) => `${dev}:${ino}`
