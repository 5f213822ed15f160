import type { Digest, PackEntry } from '@slipway/core'
import { atATime } from '../at-a-time.ts'
import type { Backend } from '../backend.ts'
import { readPackIndex } from '../read-pack-index.ts'
import { type Inventory, placeOf } from './inventory.ts'
import { REASONS, type Reason } from './reasons.ts'

/** A pack that holds something which lies nowhere else. */
export interface PackUse {
  readonly path: string
  readonly oid: Digest
  readonly reason: Reason
  /** What of it is needed from here. */
  readonly needed: readonly PackEntry[]
  readonly neededBytes: number
  /** Bytes of all its blobs. */
  readonly bytes: number
}

/**
 * Which packs are needed for these blobs, the fullest first: what lies in two is counted for one of them, so that the other
 * may go. Packs are found by what is in them, whatever hints say; one whose index cannot be read holds nothing for anybody.
 */
export async function usePacks(
  backend: Backend,
  inventory: Inventory,
  wanted: ReadonlyMap<Digest, Reason>,
): Promise<readonly PackUse[]> {
  const left = new Map(wanted)
  const packs = await readPacks(backend, inventory, wanted)
  const used: PackUse[] = []
  for (const { path, oid, entries } of packs) {
    const needed = entries.filter((entry) => left.has(entry.oid))
    if (needed.length === 0) continue
    const reasons = needed.map((entry) => left.get(entry.oid) as Reason)
    for (const entry of needed) left.delete(entry.oid)
    const reason = REASONS.find((each) => reasons.includes(each)) ?? 'waiting'
    used.push({ path, oid, reason, needed, neededBytes: sumOf(needed), bytes: sumOf(entries) })
  }
  return used
}

interface ReadPack {
  readonly path: string
  readonly oid: Digest
  readonly entries: readonly PackEntry[]
  readonly share: number
}

async function readPacks(
  backend: Backend,
  inventory: Inventory,
  wanted: ReadonlyMap<Digest, Reason>,
): Promise<readonly ReadPack[]> {
  const packs: ReadPack[] = []
  if (wanted.size === 0) return packs
  await atATime(backend.concurrency ?? 1, inventory.values(), async ({ path, bytes }) => {
    const place = placeOf(path)
    if (place?.kind !== 'k') return
    const entries = (await readPackIndex(backend, place.oid, bytes))?.entries ?? []
    const share = sumOf(entries.filter(({ oid }) => wanted.has(oid))) / Math.max(1, sumOf(entries))
    packs.push({ path, oid: place.oid, entries, share })
  })
  return packs.sort((a, b) => b.share - a.share || (a.path < b.path ? -1 : 1))
}

const sumOf = (entries: readonly PackEntry[]) => entries.reduce((sum, { bytes }) => sum + bytes, 0)
