import type { FoundRun } from './plan-input.ts'

export interface StageResult {
  readonly stage: string
  readonly state: 'ran' | 'restored'
  /** The run whose outputs lie in the workspace: the head of the key. */
  readonly run: FoundRun
  /** The attempt that was added; undefined for a restored stage and where another runner was first. */
  readonly added: FoundRun | undefined
  /** Paths that were put back, in order; empty where the workspace had them all. */
  readonly restored: readonly string[]
  /** Wall time of the commands; 0 for a restored stage. */
  readonly seconds: number
}
