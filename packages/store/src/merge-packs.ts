import type { Digest, PlacedPiece } from '@slipway/core'
import { inOrder } from './in-order.ts'
import { planPackRuns, readPackRun, runsAtATime, type WantedBlob } from './pack-runs.ts'
import { Packer } from './packer.ts'
import type { Store } from './store.ts'

/** A pack of at least this size is left as it is. */
const SMALL_PACK_BYTES = 4 << 20
/** A tree may have so many smaller ones before they are merged: each blob is then copied once in so many changes. */
const SMALL_PACKS = 16

/**
 * Puts what a tree has in too many small packs, as after many small changes, into one. The old packs stay, for other trees and
 * for a clean-up to take.
 * @param blobs the files of the tree, again at each call
 * @param packs those in which files of the tree lie
 * @returns whether there was something to merge
 */
export async function mergePacks(
  store: Store,
  blobs: () => Iterable<PlacedPiece>,
  packs: readonly PlacedPiece[],
): Promise<boolean> {
  const small = new Set(packs.filter(({ bytes }) => bytes < SMALL_PACK_BYTES).map(({ oid }) => oid))
  if (small.size <= SMALL_PACKS) return false
  const wanted = new Map<Digest, WantedBlob>()
  for (const { oid, bytes } of blobs()) {
    const blob = await store.packs.locate(oid, bytes)
    if (blob && small.has(blob.pack)) wanted.set(oid, { oid, blob })
  }
  const packer = new Packer({
    hasBlob: async () => false,
    writeBlob: (oid, bytes, content) => store.writeBlob(oid, bytes, content),
    writePack: (pack, content, entries) => store.writePack(pack, content, entries),
  })
  const { backend } = store
  const read = (run: Parameters<typeof readPackRun>[1]) => readPackRun(backend, run)
  for await (const unpacked of inOrder(runsAtATime(backend), planPackRuns(wanted.values()), read)) {
    // What is damaged stays where it is: it cannot be mended from here.
    for (const { oid, bytes } of unpacked) if (bytes) await packer.add(oid, bytes)
  }
  await packer.finish()
  return true
}
