import type { Digest, SlipwayError } from '@slipway/core'
import { PART_BYTES } from './blob-places.ts'
import { storeError } from './error.ts'
import { MemoryLimit } from './http/memory-limit.ts'
import { isLacking, worseOf } from './lacking.ts'
import { Pacer } from './pacer.ts'
import type { Store } from './store.ts'

/** How many objects, and their bytes. */
export interface Amount {
  readonly objects: number
  readonly bytes: number
}

/** What a store had to take, and what it had. */
export interface Amounts {
  readonly moved: Amount
  /** What the receiving store had already. */
  readonly present: Amount
}

/** What came from one store. */
export interface ServedAmount extends Amount {
  /** Its address. */
  readonly store: string
}

export interface Transferred extends Amounts {
  /** What was moved, by where it came from: each source that gave something, in the order in which they were asked. */
  readonly served: readonly ServedAmount[]
}

export interface TransferOptions {
  /** Told the bytes of each object, moved or present; of a large one piece by piece. */
  readonly progress?: ((bytes: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /**
   * Read also what the receiving store has already, and write over what is not as it should be: others may have written it,
   * and what is pushed will be believed.
   */
  readonly trusted?: boolean
}

/** From where to where, and what has been copied so far. */
export class Way {
  readonly from: readonly Store[]
  readonly to: Store
  readonly trusted: boolean
  readonly pacer: Pacer
  /** Whole packs and parts that are in memory at a time. */
  readonly memory = new MemoryLimit(4 * PART_BYTES)
  readonly #moved: ReadonlyMap<Store, { objects: number; bytes: number }>
  readonly #present = { objects: 0, bytes: 0 }
  readonly #progress: (bytes: number) => void

  constructor(from: readonly Store[], to: Store, { progress, signal, trusted }: TransferOptions) {
    this.from = from
    this.#moved = new Map(from.map((store) => [store, { objects: 0, bytes: 0 }]))
    this.to = to
    this.trusted = trusted ?? false
    this.pacer = new Pacer(signal)
    this.#progress = progress ?? (() => {})
  }

  get places(): number {
    return Math.max(...[this.to, ...this.from].map(({ backend }) => backend.concurrency ?? 1))
  }

  notePresent(bytes: number, objects = 1): void {
    add(this.#present, { objects, bytes })
    this.tell(bytes)
  }

  /** @param told how many of the bytes the progress was told already */
  noteMoved(source: Store, bytes: number, { objects = 1, told = 0 } = {}): void {
    const amount = this.#moved.get(source)
    if (amount) add(amount, { objects, bytes })
    this.tell(bytes - told)
  }

  get count(): Transferred {
    const served: ServedAmount[] = []
    const moved = { objects: 0, bytes: 0 }
    for (const [{ url }, { objects, bytes }] of this.#moved) {
      if (objects > 0) served.push({ store: url, objects, bytes })
      moved.objects += objects
      moved.bytes += bytes
    }
    return { moved, present: { ...this.#present }, served }
  }

  tell(bytes: number): void {
    this.#progress(bytes)
  }

  /** What comes of the first source that has the object, and which one that is. */
  async first<T>(oid: Digest, read: (source: Store) => Promise<T>): Promise<{ found: T; source: Store }> {
    let failure: SlipwayError | undefined
    for (const source of this.from) {
      try {
        return { found: await read(source), source }
      } catch (error) {
        if (!isLacking(error)) throw error
        failure = worseOf(failure, error)
      }
    }
    throw (
      failure ??
      storeError(
        'store/object-missing',
        `Cannot copy ${oid} to "${this.to.url}": there is no store to read it from`,
      )
    )
  }
}

function add(sum: { objects: number; bytes: number }, { objects, bytes }: Amount): void {
  sum.objects += objects
  sum.bytes += bytes
}
