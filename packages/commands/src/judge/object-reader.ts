import type { Digest, TreeBundle } from '@slipway/core'
import { digestOf, SlipwayError } from '@slipway/core'

/** Where judged objects come from; what it gives has the digest that was asked for. */
export interface ObjectReader {
  readBytes(oid: Digest): Promise<Uint8Array>
}

/** The same, of folders too. */
export interface TreeReader extends ObjectReader {
  readTree(root: Digest): Promise<TreeBundle>
}

/** Objects that came with an artifact first, then the store's. */
export function readerOf(objects: ReadonlyMap<Digest, Uint8Array>, store: TreeReader): TreeReader {
  return {
    readTree: (root) => store.readTree(root),
    readBytes: async (oid) => {
      const bytes = objects.get(oid)
      return bytes !== undefined && digestOf(bytes) === oid ? bytes : store.readBytes(oid)
    },
  }
}

/** The bytes, or undefined where no source has them whole. */
export async function tryRead(reader: ObjectReader, oid: Digest): Promise<Uint8Array | undefined> {
  try {
    return await reader.readBytes(oid)
  } catch (error) {
    if (
      error instanceof SlipwayError &&
      (error.code === 'store/object-missing' || error.code === 'store/object-corrupt')
    )
      return undefined
    throw error
  }
}
