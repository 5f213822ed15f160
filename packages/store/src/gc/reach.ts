import {
  type Digest,
  type Output,
  parseDigest,
  placementPath,
  SlipwayError,
  treePath,
  walkTree,
} from '@slipway/core'
import { storeError } from '../error.ts'
import { isLacking } from '../lacking.ts'
import { readText } from '../read-whole.ts'
import type { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { type Inventory, placeOf, verdictAt } from './inventory.ts'
import { type PackUse, usePacks } from './pack-use.ts'
import { readPlacement } from './read-placement.ts'
import type { REASONS, Reason } from './reasons.ts'

/** What may never go: outputs by their digest, runs by their key, verdicts by their digest. */
export interface GcRoot {
  readonly reason: (typeof REASONS)[number]
  readonly of: 'output' | 'run' | 'verdict'
  readonly digest: Digest
}

type Blob = Pick<Output, 'oid'> & { readonly bytes?: number }

/** Follows roots through trees, placements, run records and verdicts to everything that they need. */
export class Reach {
  /** Path → why. */
  readonly reached = new Map<string, Reason>()
  /** Roots of which the store holds nothing: pointers whose data was never pushed to it. */
  readonly absent = new Set<Digest>()
  /** Records that nobody can read, and that a pull request or a person may have written. */
  readonly unreadable = new Set<string>()
  readonly #store: Store
  readonly #inventory: Inventory
  readonly #runs = new Map<Digest, string[]>()
  readonly #verdicts = new Map<Digest, string>()
  /** Blobs that have no object of their own. */
  readonly #packed = new Map<Digest, Reason>()

  constructor(store: Store, inventory: Inventory) {
    this.#store = store
    this.#inventory = inventory
    for (const path of inventory.keys()) {
      const place = placeOf(path)
      if (place?.kind === 'run') {
        const known = this.#runs.get(place.key)
        if (known) known.push(path)
        else this.#runs.set(place.key, [path])
      }
      const verdict = verdictAt(path)
      if (verdict !== undefined) this.#verdicts.set(verdict, path)
    }
  }

  /** @throws store/object-corrupt, store/record-corrupt where what a root leads to cannot be known */
  async follow({ of, digest, reason }: GcRoot): Promise<void> {
    if (of === 'run') return this.run(digest, reason)
    if (of === 'verdict') return this.verdict(digest, reason)
    await this.output({ oid: digest }, reason)
    const [tree, blob, parts] = [treePath(digest), blobPath(digest), placementPath(digest)]
    if (![tree, blob, parts].some((path) => this.#inventory.has(path))) this.absent.add(digest)
  }

  /** A file or a folder, whichever the digest is of. */
  async output(output: Blob, reason: Reason): Promise<void> {
    // Each by itself: the text of a tree is a file like any other to somebody who versions it.
    await this.#blob(output, reason)
    if (!this.#mark(treePath(output.oid), reason)) return
    for (const file of walkTree(await this.#store.readTree(output.oid))) await this.#blob(file, reason)
  }

  /** All attempts of a key, with their outputs. */
  async run(key: Digest, reason: Reason): Promise<void> {
    for (const path of this.#runs.get(key) ?? []) await this.record(path, reason)
  }

  /**
   * One record with its outputs. One that is damaged is no evidence of anything; in the default branch's own part it stops
   * the collection, elsewhere whoever wrote it could stop it for ever.
   */
  async record(path: string, reason: Reason): Promise<void> {
    const place = placeOf(path)
    if (place?.kind !== 'run' || !this.#mark(path, reason) || place.revoked) return
    try {
      const { record } = await this.#store.readRecord(place.domain, place.key, place.attempt)
      for (const output of Object.values(record.outputs)) await this.output(output, reason)
    } catch (error) {
      if (!isDamage(error) || (place.domain === 'main' && reason !== 'waiting')) throw error
      this.unreadable.add(path)
    }
  }

  /** What an unfinished run had reached; of a record that cannot be read the run goes on from the one before. */
  async checkpoint(path: string, reason: Reason): Promise<void> {
    if (placeOf(path)?.kind !== 'checkpoint' || !this.#mark(path, reason)) return
    try {
      const { output } = JSON.parse(await readText(this.#store.backend.read(path)))
      await this.output({ oid: parseDigest(output.oid) }, reason)
    } catch (error) {
      if (!isDamage(error) && !(error instanceof SyntaxError) && !(error instanceof TypeError)) throw error
      this.unreadable.add(path)
    }
  }

  /** What a verdict is about: models, predictions and runs of both sides. */
  async verdict(digest: Digest, reason: Reason): Promise<void> {
    const path = this.#verdicts.get(digest)
    if (path === undefined || !this.#mark(path, reason)) return
    const { verdict } = await this.#store.readVerdict(path)
    for (const side of [verdict.challenger, verdict.champion]) {
      if (side === null) continue
      await this.output({ oid: side.model }, reason)
      if (side.predictions !== null) await this.output({ oid: side.predictions }, reason)
      for (const run of [side.run, side.evaluation]) if (run !== null) await this.run(run.key, reason)
    }
  }

  /** What a tree or a placement that stays for now promises; one that cannot be read promises nothing. */
  async waiting(oid: Digest): Promise<void> {
    try {
      await this.output({ oid }, 'waiting')
    } catch (error) {
      if (!isDamage(error)) throw error
    }
  }

  /** Marks the packs that are needed for what was followed so far, and says how much of each. */
  async packs(): Promise<readonly PackUse[]> {
    const used = await usePacks(this.#store.backend, this.#inventory, this.#packed)
    for (const { path, reason } of used) this.#mark(path, reason)
    return used
  }

  /** A blob in an object of its own, in parts, or else in a pack. */
  async #blob({ oid, bytes }: Blob, reason: Reason): Promise<void> {
    const [alone, hint] = [blobPath(oid), placementPath(oid)]
    const whole = this.#inventory.has(alone)
    this.#mark(alone, reason)
    if (!whole && !this.#packed.has(oid)) this.#packed.set(oid, reason)
    if (!this.#mark(hint, reason)) return
    const parts = (await readPlacement(this.#store.backend, hint))?.parts
    for (const part of parts ?? []) this.#mark(blobPath(part.oid), reason)
    // The hint of a folder names packs, which are found by what is in them.
    if (whole || this.#inventory.has(treePath(oid))) return
    const sum = parts?.reduce((total, part) => total + part.bytes, 0)
    if (parts && parts.length > 0 && (bytes === undefined || bytes === sum)) return
    if (reason === 'waiting') return
    throw storeError(
      'store/object-corrupt',
      `Cannot tell which parts make up ${oid} in "${this.#store.url}": its placement "${hint}" is damaged; expected its parts`,
      { hint: 'Push it again from a machine that has it, or delete the placement' },
    )
  }

  /** @returns true where the path is there and was not reached before */
  #mark(path: string, reason: Reason): boolean {
    if (!this.#inventory.has(path) || this.reached.has(path)) return false
    this.reached.set(path, reason)
    return true
  }
}

function isDamage(error: unknown): boolean {
  const codes = ['store/record-corrupt', 'core/digest-invalid']
  return isLacking(error) || (error instanceof SlipwayError && codes.includes(error.code))
}
