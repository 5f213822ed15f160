import type { RepositoryRef, RunControl, WorkflowEvent, WorkflowRunState } from '../../model.ts'
import { forgeError } from '../error.ts'
import { EventBus } from '../events/event-bus.ts'
import { UrlSigner } from '../results/url-signer.ts'
import { ACTIONS_BOT, type Account } from './account.ts'
import type { Actor } from './actor.ts'
import { isoTime } from './clock.ts'
import type { Links } from './links.ts'
import { Lock } from './lock.ts'
import type { PendingReview } from './pending-review.ts'
import type { ForgeRepository } from './repository.ts'

/** A reply of ours that GitHub's description does not allow, or an error inside the stand-in. */
export interface Violation {
  /** "GET /repos/{owner}/{repo}/pulls", or what was being done. */
  readonly operation: string
  readonly problems: readonly string[]
}

export interface ForgeSettings {
  readonly directory: string
  readonly links: Links
  readonly now: () => Date
  readonly log: (line: string) => void
}

/** Everything that the stand-in knows, in memory; Git objects, logs, assets and artifacts are files below `directory`. */
export class ForgeState {
  readonly directory: string
  readonly links: Links
  readonly now: () => Date
  readonly log: (line: string) => void
  /** Makes addresses of uploads, downloads and logs. */
  readonly signer: UrlSigner
  readonly events = new EventBus<WorkflowEvent>()
  readonly controls = new EventBus<RunControl>()
  /** Fires when a run was registered. */
  readonly runs = new EventBus<WorkflowRunState>()
  readonly violations: Violation[] = []
  readonly accounts = new Map<string, Account>([[ACTIONS_BOT.login, ACTIONS_BOT]])
  readonly tokens = new Map<string, Actor>()
  /** Jobs that wait for an environment. */
  readonly pendingReviews = new Set<PendingReview>()
  /** Held by whoever moves refs, so that what follows a push sees one push. */
  readonly refLock = new Lock()
  readonly #repositories = new Map<string, ForgeRepository>()
  readonly #repositoriesById = new Map<number, ForgeRepository>()
  #lastId = 1000

  constructor(settings: ForgeSettings) {
    this.directory = settings.directory
    this.links = settings.links
    this.now = settings.now
    this.log = settings.log
    this.signer = new UrlSigner(settings.links.local, settings.now)
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  /** The present time, as GitHub writes it. */
  time(): string {
    return isoTime(this.now())
  }

  get repositories(): readonly ForgeRepository[] {
    return [...this.#repositories.values()]
  }

  addRepository(repository: ForgeRepository): void {
    this.#repositories.set(repository.fullName.toLowerCase(), repository)
    this.#repositoriesById.set(repository.id, repository)
  }

  findRepository(owner: string, name: string): ForgeRepository | undefined {
    return this.#repositories.get(`${owner}/${name}`.toLowerCase())
  }

  repositoryById(id: number): ForgeRepository | undefined {
    return this.#repositoriesById.get(id)
  }

  /** @throws stand-in/repository-unknown */
  repositoryOf(ref: RepositoryRef): ForgeRepository {
    const repository = this.#repositoriesById.get(ref.id)
    if (repository) return repository
    throw forgeError(
      'stand-in/repository-unknown',
      `Cannot find repository "${ref.owner}/${ref.name}": no repository has the id ${ref.id}`,
    )
  }

  /** @throws stand-in/account-unknown */
  account(login: string): Account {
    const account = this.accounts.get(login.toLowerCase())
    if (account) return account
    throw forgeError('stand-in/account-unknown', `Cannot find user "${login}": there is no such user`, {
      hint: 'Make the user first: forge.createUser(login)',
    })
  }

  /** Records what must not happen; tests assert that nothing was recorded. */
  report(operation: string, problems: readonly string[]): void {
    this.violations.push({ operation, problems })
    for (const problem of problems) this.log(`violation: ${operation}: ${problem}`)
  }
}
