import type { Digest, Domain } from '@slipway/core'
import { placeOf } from './gc/inventory.ts'
import type { RecordStore } from './record-store.ts'

/**
 * Every key that a run was published for, with the domains that have one. What was revoked is still listed.
 * @param domain the only one to look at; all without
 */
export async function listRuns(
  store: RecordStore,
  domain?: Domain,
): Promise<ReadonlyMap<Digest, readonly Domain[]>> {
  const runs = new Map<Digest, Domain[]>()
  for await (const { path } of store.backend.list(domain === undefined ? 'runs/' : `runs/${domain}/`)) {
    const place = placeOf(path)
    if (place?.kind !== 'run') continue
    const domains = runs.get(place.key) ?? []
    if (!domains.includes(place.domain)) domains.push(place.domain)
    runs.set(place.key, domains)
  }
  return runs
}
