import type { Digest, Domain } from '@slipway/core'
import { placeOf } from './gc/inventory.ts'
import type { RecordStore } from './record-store.ts'

/** Every key that a run was published for, with the domains that have one; revoked ones are left out by whoever reads them. */
export async function listRuns(store: RecordStore): Promise<ReadonlyMap<Digest, readonly Domain[]>> {
  const runs = new Map<Digest, Domain[]>()
  for await (const { path } of store.backend.list('runs/')) {
    const place = placeOf(path)
    if (place?.kind !== 'run') continue
    const domains = runs.get(place.key) ?? []
    if (!domains.includes(place.domain)) domains.push(place.domain)
    runs.set(place.key, domains)
  }
  return runs
}
