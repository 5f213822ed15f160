import { type Digest, formatTreeBundle, type Output, walkTree } from '@slipway/core'
import { atATime } from './at-a-time.ts'
import { storeError } from './error.ts'
import { SMALL_BYTES } from './hash-file.ts'
import { isLacking } from './lacking.ts'
import { Pacer } from './pacer.ts'
import type { Store } from './store.ts'
import { Tiers } from './tiers.ts'

/** How many objects, and their bytes. */
export interface Amount {
  readonly objects: number
  readonly bytes: number
}

export interface Transferred {
  readonly moved: Amount
  /** What the receiving store had already. */
  readonly present: Amount
}

/**
 * Copies an output from the first store that has it whole to another one, blobs before the tree, so that a tree never
 * promises what is not there. Only what is missing moves; an object of a wrong size is replaced.
 * @param progress told the bytes of each object, moved or present
 * @throws store/object-missing, store/object-corrupt when no source has an object whole, store/write-failed
 */
export async function transfer(
  output: Output,
  from: readonly Store[],
  to: Store,
  progress?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<Transferred> {
  const pacer = new Pacer(signal)
  const count = { moved: { objects: 0, bytes: 0 }, present: { objects: 0, bytes: 0 } }
  const add = (kind: 'moved' | 'present', bytes: number) => {
    count[kind].objects++
    count[kind].bytes += bytes
    progress?.(bytes)
  }
  const blob = async (oid: Digest, bytes: number) => {
    await pacer.pace()
    if ((await to.blobSize(oid)) === bytes) return add('present', bytes)
    await copyBlob(oid, bytes, from, to)
    add('moved', bytes)
  }
  if (output.kind !== 'tree') {
    await blob(output.oid, output.bytes)
    return count
  }
  const bundle = await new Tiers([to, ...from]).readTree(output.oid)
  const blobs = new Map<Digest, number>()
  for (const file of walkTree(bundle)) blobs.set(file.oid, file.bytes)
  const places = Math.max(...[to, ...from].map((store) => store.backend.concurrency ?? 1))
  await atATime(places, blobs, ([oid, bytes]) => blob(oid, bytes))
  const created = await to.writeTree(bundle)
  add(created ? 'moved' : 'present', Buffer.byteLength(formatTreeBundle(bundle)))
  return count
}

async function copyBlob(oid: Digest, bytes: number, from: readonly Store[], to: Store): Promise<void> {
  let failure: unknown
  for (const source of from) {
    try {
      if (bytes <= SMALL_BYTES) await to.writeBlob(oid, bytes, await source.readBytes(oid))
      else await source.overTheWire(() => to.writeBlob(oid, bytes, { chunks: source.readChunks(oid), bytes }))
      return
    } catch (error) {
      if (!isLacking(error)) throw error
      if (failure === undefined || error.code === 'store/object-corrupt') failure = error
    }
  }
  throw (
    failure ??
    storeError('store/object-missing', `Cannot copy ${oid} to "${to.url}": there is no store to read it from`)
  )
}
