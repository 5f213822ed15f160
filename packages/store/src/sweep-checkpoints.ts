import { parseCheckpoint, SlipwayError, treePath, walkTree } from '@slipway/core'
import { isLacking } from './lacking.ts'
import { readText } from './read-whole.ts'
import type { Store } from './store.ts'
import { blobPath } from './store-path.ts'

/**
 * Removes every object that no checkpoint names. For a store that holds checkpoints of one workspace and nothing else, while
 * nobody writes to it: a shared store is collected with a time of grace.
 */
export async function sweepCheckpoints(store: Store): Promise<void> {
  const { backend } = store
  const needed = new Set<string>()
  for await (const { path } of backend.list('ckpt/')) {
    for (const object of await objectsOf(store, path)) needed.add(object)
  }
  for (const folder of ['t/', 'o/']) {
    for await (const { path } of backend.list(folder)) if (!needed.has(path)) await backend.delete(path)
  }
}

/** Paths of what a checkpoint consists of; what is damaged is no use to anybody. */
async function objectsOf(store: Store, path: string): Promise<string[]> {
  try {
    const { output } = parseCheckpoint(await readText(store.backend.read(path)), path)
    if (output.kind !== 'tree') return [blobPath(output.oid)]
    const files = [...walkTree(await store.readTree(output.oid))]
    return [treePath(output.oid), ...files.map(({ oid }) => blobPath(oid))]
  } catch (error) {
    const damaged = error instanceof SlipwayError && error.kind !== 'external'
    if (damaged || isLacking(error)) return []
    throw error
  }
}
