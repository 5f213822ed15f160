import { formatPlacement, type PlacedPiece } from '@slipway/core'
import { Packer } from '../packer.ts'
import type { Store } from '../store.ts'
import { placeOf } from './inventory.ts'
import type { PackUse } from './pack-use.ts'
import { readPlacement } from './read-placement.ts'

/** A pack of which less is needed is not worth its place. */
const NEEDED_SHARE = 0.5

/**
 * Writes what is needed of half-empty packs into new ones. The old ones stay: nothing that they hold lies only there any
 * more, so that the next collection finds them out of reach.
 * @returns how many packs were written anew
 */
export async function repack(
  store: Store,
  used: readonly PackUse[],
  reached: Iterable<string>,
): Promise<number> {
  const sparse = used.filter(({ neededBytes, bytes }) => neededBytes < bytes * NEEDED_SHARE)
  if (sparse.length === 0) return 0
  const written: PlacedPiece[] = []
  const packer = new Packer({
    // It is there, but shall be somewhere else.
    hasBlob: async () => false,
    writeBlob: (oid, bytes, content) => store.writeBlob(oid, bytes, content),
    writePack: async (pack, content, entries) => {
      await store.writePack(pack, content, entries)
      written.push({ oid: pack, bytes: content.length })
    },
  })
  for (const { needed } of sparse)
    for (const { oid } of needed) await packer.add(oid, await store.readBytes(oid))
  await packer.finish()
  const gone = new Set(sparse.map(({ oid }) => oid))
  for (const path of [...reached]) {
    if (placeOf(path)?.kind !== 'x') continue
    const packs = (await readPlacement(store.backend, path))?.packs
    if (!packs?.some(({ oid }) => gone.has(oid))) continue
    const kept = packs.filter(({ oid }) => !gone.has(oid))
    await store.backend.put(path, Buffer.from(formatPlacement({ packs: [...kept, ...written] })))
  }
  return sparse.length
}
