import type { ForgePort } from '../../model.ts'
import type { ActionFinder } from '../job/find-action.ts'
import type { Timing } from '../options.ts'
import type { SourceLookup } from '../workflow/workflow-source.ts'
import type { Activity } from './activity.ts'
import type { ConcurrencyGroups } from './concurrency-groups.ts'
import type { RunnerPools } from './runner-pools.ts'

/** What all runs of a runner share. */
export interface RunnerServices {
  readonly forge: ForgePort
  readonly directory: string
  readonly env: Readonly<Record<string, string>>
  readonly python: string | undefined
  readonly timing: Timing
  readonly now: () => Date
  readonly log: (line: string) => void
  readonly pools: RunnerPools
  readonly groups: ConcurrencyGroups
  readonly activity: Activity
  readonly finder: ActionFinder
  readonly sources: SourceLookup
  /** Fires when the runner closes: everything ends at once. */
  readonly closed: AbortSignal
}
