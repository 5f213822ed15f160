import type { Verdict } from '@slipway/core'
import type { EnvironmentChange } from '@slipway/report'
import type { RunRef } from '../judge/model-work.ts'
import type { StoreLookups } from '../store-lookups.ts'
import { environmentChanges } from './environment-changes.ts'

/**
 * What the run that made the champion ran in, against the one that made the challenger; empty where the champion's run is not at
 * hand. It informs, and decides nothing: the record is taken from the store, and only where it has the digest that is known.
 */
export async function ranInOf(
  { champion }: Verdict,
  { record }: RunRef,
  runs: StoreLookups['runs'],
): Promise<readonly EnvironmentChange[]> {
  const made = champion?.run
  if (!made) return []
  const found = await runs.findRun(made.key)
  return found?.digest === made.record ? environmentChanges(found.record.environment, record.environment) : []
}
