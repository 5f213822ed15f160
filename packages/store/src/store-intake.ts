import type { Digest } from '@slipway/core'
import type { HashedFile } from './hash-file.ts'
import { LinkedObjects } from './linked-objects.ts'
import type { Packer } from './packer.ts'
import type { Intake } from './scan-target.ts'
import type { Store } from './store.ts'
import type { Amounts } from './way.ts'

/** Stores what a scan reads, and counts it. */
export class StoreIntake implements Intake {
  readonly #store: Store
  readonly #packer: Packer
  readonly #linked: LinkedObjects
  readonly #signal: AbortSignal | undefined
  readonly #amounts = { moved: { objects: 0, bytes: 0 }, present: { objects: 0, bytes: 0 } }

  constructor(store: Store, signal: AbortSignal | undefined) {
    this.#store = store
    this.#packer = store.openPacker()
    this.#linked = new LinkedObjects(store)
    this.#signal = signal
  }

  has(oid: Digest, bytes: number): boolean | Promise<boolean> {
    if (this.#store.hasBlobHere(oid, bytes)) return this.#countPresent(true, bytes)
    return this.#store.hasBlob(oid, bytes).then((there) => this.#countPresent(there, bytes))
  }

  add(oid: Digest, content: Uint8Array): Promise<void> | undefined {
    const created = this.#packer.add(oid, content)
    if (typeof created !== 'boolean') return created.then((each) => this.#count(each, content.length))
    this.#count(created, content.length)
    return undefined
  }

  async addFile(path: string, progress: (bytes: number) => void): Promise<HashedFile> {
    const { created, ...file } = await this.#store.writeFile(path, { progress, signal: this.#signal })
    await this.#linked.release(file)
    this.#count(created, file.bytes)
    return { ...file, content: undefined }
  }

  /** Everything is in the store from now on. */
  async finish(): Promise<Amounts> {
    await this.#packer.finish()
    return this.#amounts
  }

  #countPresent(there: boolean, bytes: number): boolean {
    if (there) this.#count(false, bytes)
    return there
  }

  #count(created: boolean, bytes: number): void {
    const amount = created ? this.#amounts.moved : this.#amounts.present
    amount.objects++
    amount.bytes += bytes
  }
}
