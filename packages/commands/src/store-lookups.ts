import { type Digest, type Domain, entryAt, type Output, type TreeBundle } from '@slipway/core'
import { type FoundRun, type Store, Tiers } from '@slipway/store'

/** A run, and whether others can see it too. */
export interface LocatedRun extends FoundRun {
  /** False while it lies on this machine only. */
  readonly shared: boolean
}

/** What a plan asks the stores. A hit saves work and decides nothing. */
export interface StoreLookups {
  readonly runs: { findRun(key: Digest): Promise<LocatedRun | undefined> }
  readonly data: { entry(tree: Output, path: string): Promise<Output | undefined> }
}

/**
 * Looks into this machine's store, then into the remote one. A record that is only there is enough: its objects are fetched
 * when they are put into the workspace.
 * @param domains whose records may be used, in this order
 * @param origins where data comes from that this machine lacks
 */
export function storeLookups(
  local: Store,
  remote: Store | undefined,
  domains: readonly Domain[],
  origins: readonly Store[] = remote ? [remote] : [],
): StoreLookups {
  const trees = new Map<Digest, Promise<TreeBundle>>()
  const tiers = new Tiers([local, ...origins])
  const readTree = (root: Digest) => {
    const tree = trees.get(root) ?? tiers.readTree(root)
    trees.set(root, tree)
    return tree
  }
  return {
    runs: {
      findRun: async (key) => {
        const there = await remote?.findRun(domains, key)
        // What everybody sees goes before what only this machine made.
        const run = there ?? (await local.findRun(domains, key))
        return run && { ...run, shared: there !== undefined }
      },
    },
    data: {
      entry: async (tree, path) => {
        if (tree.kind !== 'tree') return path === '' ? tree : undefined
        return entryAt(await readTree(tree.oid), path)
      },
    },
  }
}
