import type { Budget } from '@slipway/core'
import { type Finding, failed, ok } from './finding.ts'

/** GitHub makes an environment that it does not know, and lets the job through: the budget would hold nobody up. */
export function examineBudget(
  environments: readonly { readonly name: string; readonly reviewers: number }[] | null,
  budget: Budget | undefined,
): Finding[] {
  const name = budget?.environment
  // That the token may not see them is said once, for all environments.
  if (name === undefined || environments === null) return []
  const found = environments.find((environment) => environment.name === name)
  if (found && found.reviewers > 0) return [ok('github', `budget: environment "${name}" asks a reviewer`)]
  return [
    failed(
      'github',
      `budget: environment "${name}" ${found ? 'asks nobody' : 'is not there'}, so that what passes the budget is not held up`,
      `Settings → Environments: give "${name}" required reviewers, or take budget.environment out of slipway.yaml: then it is refused`,
    ),
  ]
}
