import type { Account } from './account.ts'

export type Role = 'admin' | 'write' | 'read'

/** A variable or a secret. */
export interface Setting {
  readonly name: string
  readonly value: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** Rules for branches, as far as the stand-in knows them. */
export interface Ruleset {
  readonly id: number
  readonly name: string
  /** Names of branches, "*" as in a glob; `~DEFAULT_BRANCH` is the default branch. */
  readonly branches: readonly string[]
  /** Checks that must be green before a merge. */
  readonly requiredChecks: readonly string[]
  /** Whether the branch moves by pull requests only. */
  readonly requirePullRequest: boolean
  readonly createdAt: string
}

/** A workflow file that had a run, or that stands on the default branch. */
export interface Workflow {
  readonly id: number
  readonly path: string
  name: string
  readonly createdAt: string
  lastRunNumber: number
}

export interface Attestation {
  readonly id: number
  readonly bundle: unknown
  /** `sha256:…` */
  readonly subjects: readonly string[]
  readonly predicateType: string
  readonly initiator: Account
}
