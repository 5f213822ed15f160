import { type Digest, placementPath, SlipwayError, treePath } from '@slipway/core'
import type { Backend } from '../backend.ts'
import { readPackIndex } from '../read-pack-index.ts'
import { refreshObject } from '../refresh-object.ts'
import type { Store } from '../store.ts'
import { blobPath } from '../store-path.ts'
import { readPlans } from './gc-plans.ts'
import { placeOf } from './inventory.ts'
import { readPlacement } from './read-placement.ts'

/**
 * For a writer that is about to rely on objects which may be there already: those that a collection has on its list are
 * written again, so that it finds them young. Without a list it costs one question.
 * @param root of a tree
 * @param blobs that the writer needs
 */
export async function spareListed(
  store: Store,
  root: Digest | undefined,
  blobs: Iterable<{ readonly oid: Digest }>,
  nowMs: number = Date.now(),
): Promise<void> {
  const { backend } = store
  const listed = await listedSince(backend, nowMs)
  if (listed.size === 0) return
  const needed = new Set(Array.from(blobs, ({ oid }) => oid))
  const paths = new Set(root === undefined ? [] : [treePath(root), placementPath(root)])
  for (const oid of needed) {
    paths.add(blobPath(oid))
    if (!listed.has(placementPath(oid))) continue
    paths.add(placementPath(oid))
    for (const part of (await readPlacement(backend, placementPath(oid)))?.parts ?? [])
      paths.add(blobPath(part.oid))
  }
  for (const path of listed) {
    const place = placeOf(path)
    if (place?.kind !== 'k') continue
    const index = await readPackIndex(backend, place.oid)
    if (index?.entries.some(({ oid }) => needed.has(oid))) paths.add(path)
  }
  for (const path of paths) {
    if (!listed.has(path)) continue
    const bytes = await backend.size(path)
    if (bytes !== undefined)
      await refreshObject(backend, path, () => ({ chunks: backend.read(path), bytes }), nowMs)
  }
}

/** What is listed later goes a day later, at the earliest. */
const KNOWN_FOR_MS = 3600 * 1000
const known = new WeakMap<Backend, { readonly atMs: number; readonly listed: Promise<ReadonlySet<string>> }>()

function listedSince(backend: Backend, nowMs: number): Promise<ReadonlySet<string>> {
  const before = known.get(backend)
  if (before && nowMs - before.atMs < KNOWN_FOR_MS) return before.listed
  const listed = listedToGo(backend)
  known.set(backend, { atMs: nowMs, listed })
  listed.catch(() => known.delete(backend))
  return listed
}

/** A list that cannot be read stops every collection, and so need stop nobody else. */
async function listedToGo(backend: Backend): Promise<ReadonlySet<string>> {
  try {
    return new Set((await readPlans(backend)).flatMap(({ objects }) => [...objects]))
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'store/record-corrupt') return new Set()
    throw error
  }
}
