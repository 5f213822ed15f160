import type { Permissions } from '../../model.ts'
import type { Account } from './account.ts'

/** Who makes a request. */
export type Actor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'user'; readonly account: Account }
  | JobActor

/** A job, through its `GITHUB_TOKEN`. */
export interface JobActor {
  readonly kind: 'job'
  readonly account: Account
  readonly repositoryId: number
  readonly permissions: Permissions
  readonly runId: number
  readonly jobId: number
}

/** Who moves refs: the token that asked, and the account that is shown. */
export interface Pusher {
  readonly actor: Actor
  readonly account: Account
}

export const ANONYMOUS: Actor = { kind: 'anonymous' }

export function userActor(account: Account): Actor {
  return { kind: 'user', account }
}
