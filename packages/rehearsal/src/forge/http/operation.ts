import type { Right } from '../state/rights.ts'
import type { Call, RepositoryCall } from './call.ts'
import type { Reply } from './reply.ts'

/** What answers "GET /rate_limit". */
export interface RootOperation {
  handle(call: Call): Reply | Promise<Reply>
}

/** What answers "GET /repos/{owner}/{repo}/pulls". */
export interface RepositoryOperation {
  /** The rights of which the caller needs one. */
  readonly needs: readonly [Right, ...Right[]]
  /** Whether any person who can read the repository may do it too: open a pull request, comment, fork. */
  readonly forEverybody?: boolean
  handle(call: RepositoryCall): Reply | Promise<Reply>
}

/** Keys are "METHOD /path" below the repository. */
export type RepositoryOperations = Readonly<Record<string, RepositoryOperation>>
export type RootOperations = Readonly<Record<string, RootOperation>>
