import type { Digest, Output } from '@slipway/core'
import { atATime } from './at-a-time.ts'
import { Blobs } from './blobs.ts'
import { type Blob, copyBlob } from './copy-blob.ts'
import { spareListed } from './gc/spare.ts'
import { isLacking } from './lacking.ts'
import { PACKED_BELOW_BYTES } from './packer.ts'
import { SmallBlobs } from './small-blobs.ts'
import type { Store } from './store.ts'
import { type TransferOptions, type Transferred, Way } from './way.ts'

/**
 * Copies an output from the first store that has it whole to another one: blobs, parts and packs before the placement, and
 * that before the tree, so that a tree never promises what is not there. Only what is missing moves; an object of a wrong size
 * is replaced.
 * @throws store/object-missing, store/object-corrupt when no source has an object whole, store/write-failed
 */
export async function transfer(
  output: Output,
  from: readonly Store[],
  to: Store,
  options: TransferOptions = {},
): Promise<Transferred> {
  const way = new Way(from, to, options)
  if (output.kind !== 'tree') {
    await spareListed(to, undefined, [output])
    await copyBlobs(Blobs.of([output]), way)
    return way.count
  }
  const root = output.oid
  const { text, there, source } = await copiedTree(root, way)
  const blobs = Blobs.inTree(text, root)
  await spareListed(to, root, blobs)
  await copyBlobs(blobs, way)
  const unchanged = there && way.count.moved.objects === 0 && !way.trusted
  const created = !unchanged && (await to.writeTreeText(root, text, blobs, way))
  if (source && (created || there)) way.noteMoved(source, text.length)
  else way.notePresent(text.length)
  return way.count
}

/** Copies blobs, each once, without any tree. @throws as transfer() */
export async function transferBlobs(
  blobs: Iterable<Blob>,
  from: readonly Store[],
  to: Store,
  options: TransferOptions = {},
): Promise<Transferred> {
  const way = new Way(from, to, options)
  await copyBlobs(Blobs.of(blobs), way)
  return way.count
}

async function copyBlobs(all: Blobs, way: Way): Promise<void> {
  await new SmallBlobs(way).copy(all.filter(({ bytes }) => bytes < PACKED_BELOW_BYTES))
  await atATime(
    way.places,
    all.filter(({ bytes }) => bytes >= PACKED_BELOW_BYTES),
    (blob) => copyBlob(blob, way),
  )
}

/** The tree from the receiving store, whose copy is mended where it is damaged, or else from a source. */
async function copiedTree(
  root: Digest,
  way: Way,
): Promise<{ text: Uint8Array; there: boolean; source?: Store }> {
  const { to, from } = way
  for (const source of from) source.packs.expectTree(root)
  let damaged = false
  try {
    return { text: await to.readTreeText(root), there: true }
  } catch (error) {
    if (!isLacking(error)) throw error
    damaged = error.code === 'store/object-corrupt'
  }
  const { found: text, source } = await way.first(root, (each) => each.readTreeText(root))
  if (damaged) await to.repairTreeText(root, text)
  return { text, there: damaged, source }
}
