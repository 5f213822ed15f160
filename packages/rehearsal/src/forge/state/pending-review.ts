import type { JobState, WorkflowRunState } from '../../model.ts'
import type { Deployment, Environment } from './deployment.ts'
import type { ForgeRepository } from './repository.ts'

/** A job that waits for the reviewers of its environment. */
export interface PendingReview {
  readonly repository: ForgeRepository
  readonly run: WorkflowRunState
  readonly job: JobState
  readonly environment: Environment
  /** null for an environment that is entered without a deployment record. */
  readonly deployment: Deployment | null
  readonly since: string
  settle(approved: boolean): void
}
