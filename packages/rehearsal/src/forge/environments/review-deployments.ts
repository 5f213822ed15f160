import type { Account } from '../state/account.ts'
import type { Deployment } from '../state/deployment.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PendingReview } from '../state/pending-review.ts'
import type { RunEntry } from '../state/run-entry.ts'

/** The jobs of a run that wait for a review. */
export function pendingOf(forge: ForgeState, runId: number): readonly PendingReview[] {
  return [...forge.pendingReviews].filter((pending) => pending.run.id === runId)
}

/** Whether somebody is among the reviewers, and not shut out for having started the run. */
export function mayReview(pending: PendingReview, account: Account): boolean {
  const { reviewers, preventSelfReview } = pending.environment
  if (preventSelfReview && pending.run.event.actor === account.login) return false
  return reviewers.some((reviewer) => reviewer.id === account.id)
}

export interface ReviewRequest {
  readonly environmentIds: readonly number[]
  readonly state: 'approved' | 'rejected'
  readonly comment: string
  readonly reviewer: Account
}

/**
 * Lets the waiting jobs of a run go on, or fails them; writes down who said so and why.
 * @returns the deployments, or undefined when nothing waits there for this reviewer
 */
export function reviewDeployments(
  forge: ForgeState,
  entry: RunEntry,
  request: ReviewRequest,
): readonly Deployment[] | undefined {
  const waiting = pendingOf(forge, entry.run.id).filter((pending) =>
    request.environmentIds.includes(pending.environment.id),
  )
  if (waiting.length === 0 || !waiting.every((pending) => mayReview(pending, request.reviewer)))
    return undefined
  for (const environmentId of new Set(waiting.map((pending) => pending.environment.id)))
    entry.approvals.push({
      environmentId,
      state: request.state,
      comment: request.comment,
      login: request.reviewer.login,
      at: forge.time(),
    })
  for (const pending of waiting) pending.settle(request.state === 'approved')
  return waiting.flatMap((pending) => pending.deployment ?? [])
}
