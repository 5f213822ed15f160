import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type Checkpoint,
  type Digest,
  type RunStart,
  readableDomains,
  SlipwayError,
  type Stage,
} from '@slipway/core'
import type { CheckpointShelf, ShelvedCheckpoint } from '@slipway/pipeline'
import {
  CheckpointBook,
  containedPath,
  type NewCheckpoint,
  type Store,
  sweepCheckpoints,
  Tiers,
  takePath,
  transfer,
} from '@slipway/store'
import type { Context } from './context.ts'
import { type OpenWorkspace, openStore } from './open-workspace.ts'

/** A checkpoint in one of the stores. */
interface Candidate {
  readonly checkpoint: Checkpoint
  readonly shared: boolean
}

/**
 * Checkpoints in a store of their own in the workspace, from which what is not needed any more goes at once, and in the shared
 * store, to which they are copied.
 */
export class StoreShelf implements CheckpointShelf {
  readonly #open: OpenWorkspace
  readonly #progress: Context['progress']
  readonly #own: Store
  readonly #shared: Store | undefined
  /** Digests of outputs that the shared store has whole. */
  readonly #whole = new Set<Digest>()
  #highest = 0
  #mayTrim = true

  private constructor(open: OpenWorkspace, own: Store, shared: Store | undefined, { progress }: Context) {
    this.#open = open
    this.#own = own
    this.#shared = shared
    this.#progress = progress
  }

  /** @param push whether the shared store may be written to */
  static async open(open: OpenWorkspace, context: Context, push: boolean): Promise<StoreShelf> {
    const { root } = open.repository
    const address = pathToFileURL(join(root, '.slipway', 'checkpoints')).href
    const own = await openStore(address, { cwd: root, env: context.env })
    return new StoreShelf(open, own, push ? open.remote : undefined, context)
  }

  empty({ checkpoint }: Stage): void {
    if (checkpoint) this.#leave(checkpoint.path, undefined)
  }

  async restore(stage: Stage, key: Digest): Promise<Checkpoint | undefined> {
    const path = stage.checkpoint?.path
    if (path === undefined) return undefined
    const remote = this.#open.remote
    const source = new Tiers(remote ? [this.#own, remote] : [this.#own])
    for (const { checkpoint, shared } of await this.#candidates(key)) {
      this.#leave(path, checkpoint.name)
      try {
        await this.#open.workspace.restore(`${path}/${checkpoint.name}`, checkpoint.output, source)
        if (shared) this.#whole.add(checkpoint.output.oid)
        return checkpoint
      } catch (error) {
        if (!isDamage(error)) throw error
        this.#progress.warn(
          `checkpoint ${checkpoint.seq} of stage "${stage.name}" is not whole (${error.message}); the one before it is taken`,
        )
      }
    }
    this.#leave(path, undefined)
    return undefined
  }

  take(path: string) {
    return takePath(join(this.#open.repository.root, path), this.#own)
  }

  async keep(shelved: ShelvedCheckpoint, most: number): Promise<Checkpoint> {
    const checkpoint = await this.#put(this.#own, this.#ofHere(shelved), this.#highest)
    await new CheckpointBook(this.#own).trim(checkpoint.domain, checkpoint.key, most)
    await sweepCheckpoints(this.#own)
    return checkpoint
  }

  async share(checkpoint: Checkpoint, most: number, signal: AbortSignal): Promise<Checkpoint> {
    const { domain, key, output } = checkpoint
    if (!this.#shared) return checkpoint
    await transfer(output, [this.#own], this.#shared, { signal })
    signal.throwIfAborted()
    const numbered = await this.#put(this.#shared, checkpoint, checkpoint.seq - 1)
    this.#whole.add(output.oid)
    // What is older goes only once the newer one is there whole.
    if (await this.#shared.hasOutput(output)) await this.#trim(domain, key, most)
    return numbered
  }

  async close(checkpoint: Checkpoint, starts: readonly RunStart[]): Promise<void> {
    const closed = { ...this.#ofHere(checkpoint), starts: [...starts] }
    const above = Math.max(this.#highest, checkpoint.seq)
    for (const store of await this.#holders(checkpoint)) {
      await this.#put(store, closed, above)
      if (checkpoint.domain === closed.domain) await this.#forget(store, checkpoint)
    }
  }

  async clear(key: Digest): Promise<void> {
    const { domain } = this.#open
    await new CheckpointBook(this.#own).trim(domain, key, 0)
    await sweepCheckpoints(this.#own)
    if (this.#shared) await this.#trim(domain, key, 0)
  }

  /** The stores that have what a checkpoint consists of: a record elsewhere would promise what is not there. */
  async #holders({ output }: Checkpoint): Promise<readonly Store[]> {
    const holders = (await this.#own.hasOutput(output)) ? [this.#own] : []
    return this.#shared && this.#whole.has(output.oid) ? [...holders, this.#shared] : holders
  }

  #ofHere(checkpoint: ShelvedCheckpoint): NewCheckpoint {
    return { ...checkpoint, schema: 'slipway.checkpoint/v1', domain: this.#open.domain }
  }

  async #put(store: Store, checkpoint: NewCheckpoint, above: number): Promise<Checkpoint> {
    const numbered = await new CheckpointBook(store).put(checkpoint, above)
    this.#highest = Math.max(this.#highest, numbered.seq)
    return numbered
  }

  /** All that may be gone on from, the newest first; what cannot be read is told and passed over. */
  async #candidates(key: Digest): Promise<readonly Candidate[]> {
    const found: Candidate[] = []
    for (const store of [this.#own, this.#open.remote]) {
      if (!store) continue
      const book = new CheckpointBook(store)
      for (const domain of readableDomains(this.#open.domain)) {
        for (const seq of await book.list(domain, key)) {
          this.#highest = Math.max(this.#highest, seq)
          const checkpoint = await this.#read(book, domain, key, seq)
          if (checkpoint) found.push({ checkpoint, shared: store !== this.#own })
        }
      }
    }
    return found.sort((a, b) => inOrder(a.checkpoint, b.checkpoint))
  }

  async #read(book: CheckpointBook, ...place: Parameters<CheckpointBook['read']>) {
    try {
      return await book.read(...place)
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#progress.warn(`${error.message}; the one before it is taken`)
      return undefined
    }
  }

  /** Removes everything from a folder but one name. @throws store/file-unstorable for a link, through which nothing could be put back */
  #leave(path: string, kept: string | undefined): void {
    const folder = containedPath(this.#open.repository.root, `${path}/${kept ?? 'x'}`).replace(/[^/]+$/, '')
    mkdirSync(folder, { recursive: true })
    for (const name of readdirSync(folder))
      if (name !== kept) rmSync(join(folder, name), { recursive: true, force: true })
  }

  /** A role that may not delete is no reason to stop: the collection removes what is old. */
  async #trim(...[domain, key, most]: Parameters<CheckpointBook['trim']>): Promise<void> {
    if (!this.#shared || !this.#mayTrim) return
    try {
      await new CheckpointBook(this.#shared).trim(domain, key, most)
    } catch (error) {
      this.#mayTrim = false
      this.#progress.note(
        `Old checkpoints stay in the store until its next collection: ${(error as Error).message}`,
      )
    }
  }

  async #forget(store: Store, checkpoint: Checkpoint): Promise<void> {
    if (store === this.#own || this.#mayTrim) await new CheckpointBook(store).remove(checkpoint)
  }
}

function inOrder(a: Checkpoint, b: Checkpoint): number {
  return b.seq - a.seq || Date.parse(b.made_at) - Date.parse(a.made_at)
}

/** True where the checkpoint is of no use, and false where the store only cannot be reached. */
function isDamage(error: unknown): error is SlipwayError {
  if (!(error instanceof SlipwayError)) return false
  return ['store/object-missing', 'store/object-corrupt', 'store/record-corrupt'].includes(error.code)
}
