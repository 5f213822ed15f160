import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type {
  Conclusion,
  ForgePort,
  JobState,
  Permissions,
  RepositoryRef,
  RunControl,
  WorkflowEvent,
  WorkflowRunState,
} from '../../model.ts'

type Files = Readonly<Record<string, string>>

export interface IssuedToken {
  readonly token: string
  readonly permissions: Permissions
  readonly jobId: number
  revoked: boolean
}

interface PendingApproval {
  readonly environment: string
  settle(approved: boolean): void
}

/** A stand-in for the stand-in: real Git repositories, everything else in memory. */
export class FakeForge implements ForgePort {
  readonly urls: ForgePort['urls']
  readonly runs: WorkflowRunState[] = []
  readonly tokens: IssuedToken[] = []
  readonly deployments: { environment: string; conclusion: Conclusion; url: string | undefined }[] = []
  readonly pending: PendingApproval[] = []
  /** By name; those of an environment under "environment/NAME". */
  readonly secretValues: Record<string, string> = {}
  readonly variableValues: Record<string, string> = {}
  /** Environments that wait for a reviewer. */
  readonly reviewed = new Set<string>()
  /** What the runner was given for the cache, by job. */
  readonly cacheWritable = new Map<number, boolean>()
  readonly #root: string
  readonly #events: ((event: WorkflowEvent) => void)[] = []
  readonly #controls: ((control: RunControl) => void)[] = []
  readonly #numbers = new Map<string, number>()
  #id = 0

  constructor(root: string) {
    this.#root = root
    this.urls = {
      server: pathToFileURL(root).href,
      api: 'http://127.0.0.1:9/api',
      graphql: 'http://127.0.0.1:9/graphql',
    }
  }

  /** Makes a repository with nothing in it. */
  addRepository(name = 'repo', owner = 'octo'): RepositoryRef {
    const folder = join(this.#root, owner, name)
    mkdirSync(folder, { recursive: true })
    git(folder, 'init', '--quiet', '--initial-branch=main')
    return { id: this.nextId(), owner, name }
  }

  /** Commits files on a branch and gives the commit. */
  commit(
    repository: RepositoryRef,
    files: Files,
    options: { branch?: string; message?: string } = {},
  ): string {
    const folder = this.#folder(repository)
    const branch = options.branch ?? 'main'
    const known = gitLines(folder, 'branch', '--list', '--format=%(refname:short)')
    git(folder, 'checkout', '--quiet', ...(known.includes(branch) ? [branch] : ['-B', branch]))
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    git(folder, 'add', '--all')
    git(folder, 'commit', '--quiet', '--allow-empty', '--message', options.message ?? 'a change')
    return this.head(repository)
  }

  tag(repository: RepositoryRef, name: string): void {
    git(this.#folder(repository), 'tag', name)
  }

  head(repository: RepositoryRef): string {
    return gitLines(this.#folder(repository), 'rev-parse', 'HEAD')[0] ?? ''
  }

  emit(event: Partial<WorkflowEvent> & { readonly name: string; readonly repository: RepositoryRef }): void {
    const sha = event.sha ?? this.head(event.repository)
    const full: WorkflowEvent = {
      sha,
      ref: 'refs/heads/main',
      workflowSha: sha,
      headSha: sha,
      headBranch: 'main',
      headRepository: event.repository,
      actor: 'mona',
      pullRequests: [],
      ...event,
      payload: { repository: { id: event.repository.id }, ...event.payload },
    }
    for (const listener of this.#events) listener(full)
  }

  /** Commits and tells about the push. */
  push(repository: RepositoryRef, files: Files, options: { branch?: string; before?: string } = {}): string {
    const sha = this.commit(repository, files, options)
    const branch = options.branch ?? 'main'
    const payload = { before: options.before ?? '0'.repeat(40), after: sha }
    this.emit({ name: 'push', repository, sha, ref: `refs/heads/${branch}`, headBranch: branch, payload })
    return sha
  }

  control(kind: 'rerun' | 'rerun-failed' | 'cancel', runId: number, actor = 'hubot'): void {
    this.#send({ kind, runId, actor })
  }

  rerunJob(runId: number, jobId: number, actor = 'hubot'): void {
    this.#send({ kind: 'rerun-job', runId, jobId, actor })
  }

  #send(control: RunControl): void {
    for (const listener of this.#controls) listener(control)
  }

  review(approved: boolean): void {
    for (const pending of this.pending.splice(0)) pending.settle(approved)
  }

  #folder({ owner, name }: RepositoryRef): string {
    return join(this.#root, owner, name)
  }

  onEvent(listener: (event: WorkflowEvent) => void): void {
    this.#events.push(listener)
  }

  onRunControl(listener: (control: RunControl) => void): void {
    this.#controls.push(listener)
  }

  async readFile(repository: RepositoryRef, commit: string, path: string): Promise<string | undefined> {
    const files = await this.listFiles(repository, commit, dirname(path))
    return files.includes(path) ? gitText(this.#folder(repository), 'show', `${commit}:${path}`) : undefined
  }

  async listFiles(repository: RepositoryRef, commit: string, folder: string): Promise<readonly string[]> {
    return gitLines(this.#folder(repository), 'ls-tree', '-r', '--name-only', commit, '--', `${folder}/`)
  }

  async changedFiles(repository: RepositoryRef, from: string, to: string): Promise<readonly string[]> {
    return gitLines(this.#folder(repository), 'diff', '--name-only', from, to)
  }

  addRun(run: WorkflowRunState): void {
    this.runs.push(run)
  }

  touchRun(run: WorkflowRunState): void {
    if (!this.runs.includes(run)) throw new Error('touchRun() before addRun()')
  }

  nextId(): number {
    return ++this.#id
  }

  workflowIdOf(repository: RepositoryRef, path: string): number {
    return this.#count(`id ${repository.id} ${path}`)
  }

  nextRunNumber(repository: RepositoryRef, path: string): number {
    return this.#count(`run ${repository.id} ${path}`)
  }

  #count(key: string): number {
    const number = (this.#numbers.get(key) ?? 0) + 1
    this.#numbers.set(key, number)
    return number
  }

  issueJobToken(grant: Parameters<ForgePort['issueJobToken']>[0]): ReturnType<ForgePort['issueJobToken']> {
    const issued: IssuedToken = {
      token: `ghs_token${this.tokens.length}`,
      permissions: grant.permissions,
      jobId: grant.jobId,
      revoked: false,
    }
    this.tokens.push(issued)
    return {
      token: issued.token,
      revoke: () => {
        issued.revoked = true
      },
    }
  }

  runtimeEnvironment(
    grant: Parameters<ForgePort['runtimeEnvironment']>[0],
  ): Readonly<Record<string, string>> {
    this.cacheWritable.set(grant.job.id, grant.cacheWritable)
    return {
      ACTIONS_RUNTIME_TOKEN: 'runtime-token',
      ...(grant.permissions['id-token'] === 'write'
        ? { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:9/id' }
        : {}),
    }
  }

  secrets(_repository: RepositoryRef, environment: string | undefined): Readonly<Record<string, string>> {
    return inEnvironment(this.secretValues, environment)
  }

  variables(_repository: RepositoryRef, environment: string | undefined): Readonly<Record<string, string>> {
    return inEnvironment(this.variableValues, environment)
  }

  async enterEnvironment(
    _run: WorkflowRunState,
    job: JobState,
    signal: AbortSignal,
  ): Promise<{ readonly approved: boolean; end(conclusion: Conclusion, url?: string): void }> {
    const environment = job.environment?.name ?? ''
    const approved = !this.reviewed.has(environment) || (await this.#ask(environment, signal))
    return {
      approved,
      end: (conclusion, url) => this.deployments.push({ environment, conclusion, url }),
    }
  }

  #ask(environment: string, signal: AbortSignal): Promise<boolean> {
    return new Promise((settle) => {
      this.pending.push({ environment, settle })
      signal.addEventListener('abort', () => settle(false))
    })
  }
}

function inEnvironment(
  values: Readonly<Record<string, string>>,
  environment: string | undefined,
): Record<string, string> {
  const own = environment === undefined ? undefined : `${environment}/`
  const pairs = Object.entries(values).flatMap(([name, value]) => {
    if (!name.includes('/')) return [[name, value] as const]
    return own !== undefined && name.startsWith(own) ? [[name.slice(own.length), value] as const] : []
  })
  return Object.fromEntries(pairs)
}

const GIT_ENV = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Mona',
  GIT_AUTHOR_EMAIL: 'mona@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Mona',
  GIT_COMMITTER_EMAIL: 'mona@example.com',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
}

function gitText(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd, env: GIT_ENV, encoding: 'utf8' })
}

function gitLines(cwd: string, ...args: readonly string[]): readonly string[] {
  return gitText(cwd, ...args)
    .split('\n')
    .filter(Boolean)
}

function git(cwd: string, ...args: readonly string[]): void {
  gitText(cwd, ...args)
}
