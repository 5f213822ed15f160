import { checksOf, latestChecks } from '../checks/checks-of.ts'
import { requiredChecks } from '../checks/rules-of.ts'
import type { CheckRun } from '../state/check.ts'
import type { PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** `mergeable_state` */
export type PullState = 'unknown' | 'draft' | 'dirty' | 'blocked' | 'unstable' | 'clean'

const GREEN = new Set(['success', 'neutral', 'skipped'])

/** The newest check of each name on a pull request's head. */
export function headChecks(repository: ForgeRepository, pull: PullRequest): readonly CheckRun[] {
  return latestChecks(checksOf(repository, pull.head.sha))
}

/** Required checks of the base branch that are not green on the head. */
export function missingChecks(repository: ForgeRepository, pull: PullRequest): readonly string[] {
  const checks = headChecks(repository, pull)
  const green = new Set([
    ...checks.filter((check) => GREEN.has(check.conclusion ?? '')).map((check) => check.name),
    ...repository.statuses
      .filter((status) => status.sha === pull.head.sha && status.state === 'success')
      .map((status) => status.context),
  ])
  return requiredChecks(repository, pull.base.ref).filter((name) => !green.has(name))
}

/** Whether a pull request can be merged, and what stands in the way. */
export function pullState(repository: ForgeRepository, pull: PullRequest): PullState {
  if (pull.state === 'closed' || pull.mergeable === null) return 'unknown'
  if (!pull.mergeable) return 'dirty'
  if (pull.draft) return 'draft'
  if (missingChecks(repository, pull).length > 0) return 'blocked'
  const checks = headChecks(repository, pull)
  return checks.every((check) => GREEN.has(check.conclusion ?? '')) ? 'clean' : 'unstable'
}
