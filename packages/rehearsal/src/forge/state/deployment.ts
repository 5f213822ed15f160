import type { Account } from './account.ts'
import type { Setting } from './settings.ts'

export type DeploymentState =
  | 'error'
  | 'failure'
  | 'inactive'
  | 'pending'
  | 'success'
  | 'queued'
  | 'in_progress'

export interface Deployment {
  readonly id: number
  readonly sha: string
  readonly ref: string
  readonly task: string
  readonly environment: string
  readonly description: string | null
  readonly payload: unknown
  readonly creator: Account
  readonly viaApp: boolean
  readonly createdAt: string
  updatedAt: string
  /** Oldest first. */
  readonly statuses: DeploymentStatus[]
  /** The job whose `environment:` made it. */
  readonly job: { readonly runId: number; readonly jobId: number } | null
}

export interface DeploymentStatus {
  readonly id: number
  readonly state: DeploymentState
  readonly description: string
  readonly environmentUrl: string
  readonly logUrl: string
  readonly creator: Account
  readonly createdAt: string
}

export interface Environment {
  readonly id: number
  readonly name: string
  reviewers: readonly Account[]
  preventSelfReview: boolean
  waitMinutes: number
  branchPolicy: { readonly protected_branches: boolean; readonly custom_branch_policies: boolean } | null
  readonly createdAt: string
  updatedAt: string
  readonly variables: Map<string, Setting>
  readonly secrets: Map<string, Setting>
}
