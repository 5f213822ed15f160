import type { Digest, KeyPreimage, Location, Output, Stage } from '@slipway/core'
import type { FoundRun } from './plan-input.ts'

/** A stored file or folder that has to lie in the workspace before the stage runs. */
export interface StageInput {
  readonly path: string
  readonly output: Output
  /** Made by a stage, versioned data, or put in place of an output. */
  readonly from: 'stage' | 'data' | 'substitute'
}

interface StagePlan {
  readonly stage: Stage
  /** Why it is not known; empty for a known stage. */
  readonly reasons: readonly string[]
  /** Names of the stages whose outputs it reads. */
  readonly needs: readonly string[]
  readonly inputs: readonly StageInput[]
}

/** A stage of whose key a record was found. */
export interface KnownStage extends StagePlan {
  readonly state: 'known'
  readonly key: Digest
  readonly preimage: KeyPreimage
  readonly run: FoundRun
}

/** A stage that has a key and no record, or one that is to run again. */
export interface StaleStage extends StagePlan {
  readonly state: 'stale'
  readonly key: Digest
  readonly preimage: KeyPreimage
  /** The head of its key, where it is to run again. */
  readonly run: FoundRun | undefined
}

/** A stage that waits for an output which is not made yet, and so has no key. */
export interface PendingStage extends StagePlan {
  readonly state: 'pending'
  readonly key: null
  readonly preimage: null
  readonly run: undefined
}

export type PlannedStage = KnownStage | StaleStage | PendingStage

/** Matrix stages that depend on one another: one job, its stages in order. */
export interface MatrixEntry {
  readonly name: string
  readonly stages: readonly string[]
  readonly runsOn: readonly string[]
}

/** The stages that are not known, spread over runners; each list is in an order in which they can run. */
export interface Waves {
  readonly before: readonly string[]
  readonly matrix: readonly MatrixEntry[]
  readonly after: readonly string[]
}

export interface PlanWarning {
  readonly kind: 'environment' | 'import' | 'script' | 'untracked' | 'not-ignored' | 'tracked'
  readonly stage: string
  /** One sentence that names the stage. */
  readonly message: string
  readonly location: Location | undefined
}

export interface Plan {
  /** In topological order; independent stages as in the project file. */
  readonly stages: readonly PlannedStage[]
  readonly waves: Waves
  readonly warnings: readonly PlanWarning[]
}
