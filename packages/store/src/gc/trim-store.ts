import { type Digest, type PackEntry, walkTree } from '@slipway/core'
import { atATime } from '../at-a-time.ts'
import type { ListedObject } from '../backend.ts'
import { isLacking } from '../lacking.ts'
import { Pacer } from '../pacer.ts'
import { readPackIndex } from '../read-pack-index.ts'
import type { Store } from '../store.ts'
import type { Amount } from '../way.ts'
import { type Inventory, placeOf, readInventory } from './inventory.ts'
import { sweep } from './sweep.ts'

export interface TrimOptions {
  readonly maxBytes: number
  readonly apply: boolean
  readonly now: Date
  readonly signal?: AbortSignal | undefined
}

export interface TrimResult {
  readonly before: Amount
  /** What goes, or would go without `apply`: what was used the longest time ago first. */
  readonly going: Amount
  readonly after: Amount
  /** True where the rest is larger than wanted: it was used within a day, or lies nowhere else. */
  readonly over: boolean
}

/** What was used within a day may be in use. */
const IN_USE_MS = 24 * 3600 * 1000

/**
 * Brings a machine's own store down to a size. Only what the other store has goes, so that nothing is lost: it is fetched
 * again where it is needed. Trees go before their blobs. Safe beside whoever reads and writes meanwhile.
 */
export async function trimStore(local: Store, other: Store, options: TrimOptions): Promise<TrimResult> {
  const inventory = await readInventory(local.backend, undefined, options.signal)
  const before = amountOf([...inventory.values()])
  const trees = await readTrees(local, other, inventory)
  const going: ListedObject[] = []
  const gone = new Set<Digest>()
  let left = before.bytes - options.maxBytes
  const pacer = new Pacer(options.signal)
  const byUse = [...inventory.values()].sort((a, b) => a.modifiedMs - b.modifiedMs)
  for (const object of byUse) {
    await pacer.pace()
    if (left <= 0 || object.modifiedMs + IN_USE_MS > options.now.getTime()) break
    const blobs = await blobsIn(local, object)
    if (blobs.length === 0 || blobs.some(({ oid }) => trees.unshared.has(oid))) continue
    if (!(await hasAll(other, blobs))) continue
    going.push(object)
    for (const { oid } of blobs) gone.add(oid)
    left -= object.bytes
  }
  for (const { object, blobs } of trees.shared) if (blobs.some((oid) => gone.has(oid))) going.push(object)
  if (options.apply) await sweep(local.backend, going, { signal: options.signal })
  const amount = amountOf(going)
  const after = { objects: before.objects - amount.objects, bytes: before.bytes - amount.bytes }
  return { before, going: amount, after, over: after.bytes > options.maxBytes }
}

/** The blobs that an object holds; none in what is neither a blob nor a pack. */
async function blobsIn({ backend }: Store, { path, bytes }: ListedObject): Promise<readonly PackEntry[]> {
  const place = placeOf(path)
  if (place?.kind === 'o') return [{ oid: place.oid, bytes }]
  return place?.kind === 'k' ? ((await readPackIndex(backend, place.oid, bytes))?.entries ?? []) : []
}

async function hasAll(store: Store, blobs: readonly PackEntry[]): Promise<boolean> {
  let all = true
  await atATime(store.backend.concurrency ?? 1, blobs, async ({ oid, bytes }) => {
    if (!(await store.hasBlob(oid, bytes))) all = false
  })
  return all
}

interface LocalTrees {
  /** Trees that the other store has too, with what they name. */
  readonly shared: readonly { readonly object: ListedObject; readonly blobs: readonly Digest[] }[]
  /** What trees name that only this store has. */
  readonly unshared: ReadonlySet<Digest>
}

async function readTrees(local: Store, other: Store, inventory: Inventory): Promise<LocalTrees> {
  const shared: { object: ListedObject; blobs: Digest[] }[] = []
  const unshared = new Set<Digest>()
  await atATime(other.backend.concurrency ?? 1, inventory.values(), async (object) => {
    const place = placeOf(object.path)
    if (place?.kind !== 't') return
    try {
      const blobs = Array.from(walkTree(await local.readTree(place.oid)), ({ oid }) => oid)
      if (await other.hasTree(place.oid)) shared.push({ object, blobs })
      else for (const oid of blobs) unshared.add(oid)
    } catch (error) {
      // One that cannot be read promises nothing, and is fetched again where it is needed.
      if (!isLacking(error)) throw error
    }
  })
  return { shared, unshared }
}

function amountOf(objects: readonly ListedObject[]): Amount {
  return { objects: objects.length, bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0) }
}
