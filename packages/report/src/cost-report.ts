import type { CostTotal, RunCost, StoppedEarly } from '@slipway/core'

/** What a pull request took, for its reviewers; it decides nothing. */
export interface CostReport {
  /** All runs of the pull request up to now, earlier pushes among them; null where nobody looked. */
  readonly total: CostTotal | null
  readonly budget: { readonly limit: number; readonly unit: string } | null
  /** Stages that this run ran, in their order. */
  readonly stages: readonly StageCost[]
}

export interface StageCost {
  readonly stage: string
  readonly cost: RunCost
  readonly currency: string | null
  /** Share of the time in which its GPUs did next to nothing; null where that is not known. */
  readonly idle: number | null
  /** Why, as far as the machine tells; null where they were used well. */
  readonly underUse: string | null
  readonly stoppedEarly: StoppedEarly | null
  /** Where it took several starts: how many, and how long it waited between them. */
  readonly starts: { readonly count: number; readonly waitedSeconds: number } | null
}
