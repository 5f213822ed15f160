import type { Account } from './account.ts'
import type { ForgeRepository } from './repository.ts'

/** What issues and pull requests have in common. */
interface Thread {
  readonly id: number
  readonly number: number
  title: string
  body: string | null
  readonly author: Account
  /** Through a job's token. */
  readonly viaApp: boolean
  state: 'open' | 'closed'
  labels: readonly string[]
  readonly createdAt: string
  updatedAt: string
  closedAt: string | null
  closedBy: Account | null
  readonly timeline: TimelineEvent[]
}

export interface Issue extends Thread {
  readonly kind: 'issue'
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null
}

export interface PullRequest extends Thread {
  readonly kind: 'pull'
  readonly draft: boolean
  readonly head: { readonly repository: ForgeRepository; readonly ref: string; sha: string }
  readonly base: { ref: string; sha: string }
  /** Whether the head merges into the base without conflict; null while nobody knows. */
  mergeable: boolean | null
  /** The merge commit that stands at refs/pull/N/merge. */
  testMerge: string | null
  /** Commits of the head that the base has not, oldest first. */
  commits: readonly string[]
  changes: { readonly additions: number; readonly deletions: number; readonly files: number }
  merged: Merge | null
  readonly maintainerCanModify: boolean
  readonly reviews: Review[]
}

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export interface Merge {
  readonly at: string
  readonly by: Account
  readonly method: MergeMethod
  /** Tip of what was put on the base branch. */
  readonly sha: string
  /** Everything that was put there, oldest first. */
  readonly commits: readonly string[]
}

export interface IssueComment {
  readonly id: number
  readonly number: number
  readonly author: Account
  readonly viaApp: boolean
  body: string
  readonly createdAt: string
  updatedAt: string
}

export interface Review {
  readonly id: number
  readonly author: Account
  readonly body: string
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED'
  readonly commit: string
  readonly submittedAt: string
}

/** What the page shows between the comments. */
export interface TimelineEvent {
  readonly kind: 'pushed' | 'closed' | 'reopened' | 'merged'
  readonly actor: Account
  readonly at: string
  /** The new head, or the merge commit. */
  readonly sha: string | null
}

/** An issue or a pull request by its number. */
export function threadOf(repository: ForgeRepository, number: number): Issue | PullRequest | undefined {
  return repository.issues.get(number) ?? repository.pulls.get(number)
}
