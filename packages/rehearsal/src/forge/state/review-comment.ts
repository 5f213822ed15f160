import type { Account } from './account.ts'

/** A line of a pull request's diff: of the new file on the right, of the old one on the left. */
export interface DiffPlace {
  readonly path: string
  readonly side: 'LEFT' | 'RIGHT'
  readonly line: number
}

/** A comment on a line. It is a thread too: nobody answers here. */
export interface ReviewComment {
  readonly id: number
  /** Of the pull request. */
  readonly number: number
  readonly reviewId: number
  readonly author: Account
  body: string
  /** Where it was made, and at which head. */
  readonly place: DiffPlace
  readonly commit: string
  /** The hunk's lines down to the one that it is about. */
  readonly hunk: string
  readonly createdAt: string
  updatedAt: string
  resolvedBy: Account | null
}
