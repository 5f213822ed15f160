import type { ForgePort, RepositoryRef } from '../model.ts'
import type { Fault } from './http/faults.ts'
import type { Violation } from './state/forge-state.ts'
import type { Links } from './state/links.ts'
import type { Role } from './state/settings.ts'

/** A running stand-in: what the runner needs of it, and what GitHub's settings pages would be used for. */
export interface Forge extends ForgePort {
  readonly links: Links
  readonly port: number
  /** Unix socket that takes the same requests, for gh. */
  readonly socket: string
  /** GH_CONFIG_DIR of a gh that talks to that socket. */
  readonly ghConfigDirectory: string
  /** Replies of ours that GitHub's description does not allow, and errors inside; a test asserts that there are none. */
  readonly violations: readonly Violation[]

  /** @throws stand-in/name-taken, stand-in/name-invalid */
  createUser(login: string, details?: { readonly name?: string; readonly email?: string }): PersonRef
  /** A personal token: it may do all that its owner may. @throws stand-in/account-unknown */
  createToken(login: string): string
  /** @throws stand-in/account-unknown, stand-in/name-taken, stand-in/name-invalid */
  createRepository(request: {
    readonly owner: string
    readonly name: string
    readonly private?: boolean
    readonly description?: string
    readonly defaultBranch?: string
  }): Promise<RepositoryRef>
  /** @throws stand-in/account-unknown, stand-in/name-taken */
  fork(repository: RepositoryRef, owner: string, name?: string): Promise<RepositoryRef>
  addCollaborator(repository: RepositoryRef, login: string, role: Role): void
  /** Names do not care for case. */
  setVariable(repository: RepositoryRef, name: string, value: string, environment?: string): void
  setSecret(repository: RepositoryRef, name: string, value: string, environment?: string): void
  /** What is left out is as in a new environment. */
  setEnvironment(
    repository: RepositoryRef,
    settings: {
      readonly name: string
      readonly reviewers?: readonly string[]
      readonly waitMinutes?: number
      readonly preventSelfReview?: boolean
    },
  ): void
  setImmutableReleases(repository: RepositoryRef, on: boolean): void
  /** Adds a ruleset for branches. */
  addRuleset(
    repository: RepositoryRef,
    rules: {
      readonly name: string
      readonly branches?: readonly string[]
      readonly requiredChecks?: readonly string[]
      readonly requirePullRequest?: boolean
    },
  ): void
  /** Lets something go wrong; the result takes it back, and says how many requests it was still to meet. */
  addFault(fault: Fault): () => number
  close(): Promise<void>
}

export interface PersonRef {
  readonly id: number
  readonly login: string
}
