import type { Conclusion, JobState, Status, WorkflowRunState } from '../../model.ts'

/** A run as the runner registered it, with what GitHub keeps of its earlier attempts. */
export interface RunEntry {
  readonly run: WorkflowRunState
  readonly checkSuiteId: number
  /** By number; the last is the current one. */
  readonly attempts: Map<number, RunAttempt>
  readonly approvals: Approval[]
}

export interface RunAttempt {
  readonly number: number
  jobs: readonly JobState[]
  status: Status
  conclusion: Conclusion | null
  readonly startedAt: string
  updatedAt: string
  /** Login of who started this attempt. */
  readonly actor: string
  /** Which `workflow_run` activities were announced. */
  readonly announced: Set<'requested' | 'in_progress' | 'completed'>
}

/** What a reviewer said to a job that waited for an environment. */
export interface Approval {
  readonly environmentId: number
  readonly state: 'approved' | 'rejected'
  readonly comment: string
  readonly login: string
  readonly at: string
}

/** Jobs of every attempt, latest first. */
export function allJobs(entry: RunEntry): readonly JobState[] {
  return [...entry.attempts.values()].reverse().flatMap((attempt) => attempt.jobs)
}
