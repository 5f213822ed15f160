import type { Digest } from '@slipway/core'
import { isLacking } from './lacking.ts'
import type { Store } from './store.ts'

/** Whether a store has a blob, by reading all of it. */
export async function isSound(store: Store, oid: Digest): Promise<boolean> {
  try {
    for await (const _ of store.readChunks(oid)) {
      // Reading to the end is the check.
    }
    return true
  } catch (error) {
    if (isLacking(error)) return false
    throw error
  }
}
