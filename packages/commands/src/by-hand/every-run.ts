import type { Digest, Domain } from '@slipway/core'
import { listRuns, type Store } from '@slipway/store'
import type { OpenWorkspace } from '../open-workspace.ts'
import type { LocatedRun } from '../store-lookups.ts'

type Listed = ReadonlyMap<Digest, readonly Domain[]>

/**
 * Runs of every domain, also of pull requests: what a person compares by hand decides nothing, so whoever made it may be shown.
 * The stores are listed once, and only where a run is not among those that this machine reads anyway.
 */
export class EveryRun {
  readonly #open: Pick<OpenWorkspace, 'remote' | 'local' | 'lookups'>
  #listed: Promise<readonly (readonly [Store, Listed])[]> | undefined

  constructor(open: Pick<OpenWorkspace, 'remote' | 'local' | 'lookups'>) {
    this.#open = open
  }

  async findRun(key: Digest): Promise<LocatedRun | undefined> {
    const known = await this.#open.lookups.runs.findRun(key)
    if (known) return known
    for (const [store, keys] of await this.#list()) {
      const run = await store.findRun(keys.get(key) ?? [], key)
      if (run) return { ...run, shared: store === this.#open.remote }
    }
    return undefined
  }

  /** Keys that begin so, each once, in order. */
  async keysFrom(start: string): Promise<readonly Digest[]> {
    const keys = (await this.#list()).flatMap(([, listed]) => [...listed.keys()])
    return [...new Set(keys)].filter((key) => key.startsWith(start)).sort()
  }

  #list(): Promise<readonly (readonly [Store, Listed])[]> {
    const { remote, local } = this.#open
    const stores = remote ? [remote, local] : [local]
    this.#listed ??= Promise.all(stores.map(async (store) => [store, await listRuns(store)] as const))
    return this.#listed
  }
}
