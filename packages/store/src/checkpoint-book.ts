import {
  type Checkpoint,
  canonicalJson,
  checkpointPath,
  checkpointPrefix,
  type Digest,
  type Domain,
  formatCheckpoint,
  parseCheckpoint,
} from '@slipway/core'
import { storeError } from './error.ts'
import { readText } from './read-whole.ts'
import type { Store } from './store.ts'

/** A checkpoint that has no number yet. */
export type NewCheckpoint = Omit<Checkpoint, 'seq'>

const SEQ = /^[1-9][0-9]{0,14}$/

/** The checkpoints of a store, by domain and run key. They save work; a run that went on from one says so. */
export class CheckpointBook {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get url(): string {
    return this.#store.url
  }

  /** Numbers of a key's checkpoints, the newest first. */
  async list(domain: Domain, key: Digest): Promise<readonly number[]> {
    const prefix = checkpointPrefix(domain, key)
    const found: number[] = []
    for await (const { path } of this.#store.backend.list(prefix)) {
      const name = path.slice(prefix.length)
      if (SEQ.test(name)) found.push(Number(name))
    }
    return found.sort((a, b) => b - a)
  }

  /** @throws store/object-missing, store/record-corrupt */
  async read(domain: Domain, key: Digest, seq: number): Promise<Checkpoint> {
    const path = checkpointPath({ domain, key, seq })
    const text = await readText(this.#store.backend.read(path))
    const refuse = (problem: string, cause?: unknown) =>
      storeError('store/record-corrupt', `Cannot use checkpoint "${path}" in "${this.url}": ${problem}`, {
        hint: 'Somebody changed it by hand; delete it, and the one before it is used',
        cause,
      })
    let checkpoint: Checkpoint
    try {
      checkpoint = parseCheckpoint(text, `checkpoint "${path}"`)
    } catch (cause) {
      throw refuse((cause as Error).message, cause)
    }
    if (checkpointPath(checkpoint) !== path) throw refuse(`it belongs at "${checkpointPath(checkpoint)}"`)
    if (canonicalJson(checkpoint) !== text) throw refuse('it is no canonical JSON')
    return checkpoint
  }

  /**
   * Records a checkpoint, whose output must be in the store already, under the next free number.
   * @param above the number is higher than this one, whatever the store holds
   */
  async put(checkpoint: NewCheckpoint, above: number): Promise<Checkpoint> {
    const [newest = 0] = await this.list(checkpoint.domain, checkpoint.key)
    for (let seq = Math.max(newest, above) + 1; ; seq++) {
      const numbered = { ...checkpoint, seq }
      const text = Buffer.from(formatCheckpoint(numbered))
      if ((await this.#store.backend.putIfAbsent(checkpointPath(numbered), text)) === 'created')
        return numbered
    }
  }

  /** Removes the records of all but the newest checkpoints of a key; their objects are left to the collection. */
  async trim(domain: Domain, key: Digest, keep: number): Promise<void> {
    const old = (await this.list(domain, key)).slice(keep)
    for (const seq of old.reverse()) await this.remove({ domain, key, seq })
  }

  async remove(checkpoint: Pick<Checkpoint, 'domain' | 'key' | 'seq'>): Promise<void> {
    await this.#store.backend.delete(checkpointPath(checkpoint))
  }
}
