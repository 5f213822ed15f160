import type { RepositoryRef } from '../../model.ts'
import type { GitCommit } from '../git/commits.ts'
import type { GitDirectory } from '../git/git-directory.ts'
import { type GitRef, type RefTable, readRefs } from '../git/refs.ts'
import type { Account } from './account.ts'
import type { Artifact, CacheEntry } from './artifact.ts'
import type { CheckRun, CommitStatus } from './check.ts'
import type { Deployment, Environment } from './deployment.ts'
import type { Issue, IssueComment, PullRequest } from './issue.ts'
import type { Release } from './release.ts'
import type { ReviewComment } from './review-comment.ts'
import type { RunEntry } from './run-entry.ts'
import type { Attestation, Role, Ruleset, Setting, Workflow } from './settings.ts'

/** What a repository is made with. */
export interface RepositoryInit {
  readonly id: number
  readonly owner: Account
  readonly name: string
  readonly private: boolean
  readonly description: string | null
  readonly defaultBranch: string
  readonly source: ForgeRepository | undefined
  readonly createdAt: string
  readonly git: GitDirectory
}

/** A self-hosted machine, as GitHub lists it. */
export interface Machine {
  readonly id: number
  readonly name: string
  readonly os: string
  readonly status: string
  readonly busy: boolean
  readonly ephemeral: boolean
  readonly runner_group_id: number
  readonly labels: readonly { readonly id: number; readonly name: string; readonly type: 'custom' }[]
}

/** One repository: its Git directory, and everything that GitHub keeps beside it. */
export class ForgeRepository {
  readonly id: number
  readonly owner: Account
  readonly name: string
  readonly private: boolean
  readonly description: string | null
  readonly defaultBranch: string
  /** What it was forked from. */
  readonly source: ForgeRepository | undefined
  readonly createdAt: string
  readonly git: GitDirectory
  pushedAt: string

  readonly settings = {
    immutableReleases: false,
    workflowPermissions: 'read' as 'read' | 'write',
    workflowsApprove: false,
  }
  readonly collaborators = new Map<string, Role>()
  readonly rulesets = new Map<number, Ruleset>()
  readonly variables = new Map<string, Setting>()
  readonly secrets = new Map<string, Setting>()
  /** Machines that registered themselves, by name. */
  readonly machines = new Map<string, Machine>()
  readonly environments = new Map<string, Environment>()

  readonly issues = new Map<number, Issue>()
  readonly pulls = new Map<number, PullRequest>()
  readonly comments = new Map<number, IssueComment>()
  readonly reviewComments = new Map<number, ReviewComment>()
  readonly checks = new Map<number, CheckRun>()
  readonly statuses: CommitStatus[] = []
  readonly releases = new Map<number, Release>()
  /** Tags that an immutable release used; for ever. */
  readonly burntTags = new Set<string>()
  readonly deployments = new Map<number, Deployment>()
  readonly workflows = new Map<string, Workflow>()
  readonly runs = new Map<number, RunEntry>()
  readonly artifacts = new Map<number, Artifact>()
  readonly caches = new Map<number, CacheEntry>()
  readonly attestations: Attestation[] = []
  /** Commits that replies name in passing, so that they can be written without asking Git. */
  readonly knownCommits = new Map<string, GitCommit>()
  /** Check suite of the checks that were posted for a commit. */
  readonly suites = new Map<string, number>()

  #refs: RefTable = new Map()
  #lastNumber = 0

  constructor(init: RepositoryInit) {
    this.id = init.id
    this.owner = init.owner
    this.name = init.name
    this.private = init.private
    this.description = init.description
    this.defaultBranch = init.defaultBranch
    this.source = init.source
    this.createdAt = init.createdAt
    this.pushedAt = init.createdAt
    this.git = init.git
  }

  get fullName(): string {
    return `${this.owner.login}/${this.name}`
  }

  get ref(): RepositoryRef {
    return { id: this.id, owner: this.owner.login, name: this.name }
  }

  /** All refs as of the last reload. */
  get refs(): RefTable {
    return this.#refs
  }

  async reloadRefs(): Promise<RefTable> {
    this.#refs = await readRefs(this.git)
    return this.#refs
  }

  branch(name: string): GitRef | undefined {
    return this.#refs.get(`refs/heads/${name}`)
  }

  tag(name: string): GitRef | undefined {
    return this.#refs.get(`refs/tags/${name}`)
  }

  /** Head of the default branch; undefined in an empty repository. */
  get head(): string | undefined {
    return this.branch(this.defaultBranch)?.oid
  }

  /** Issues and pull requests are numbered together. */
  nextNumber(): number {
    this.#lastNumber += 1
    return this.#lastNumber
  }
}
