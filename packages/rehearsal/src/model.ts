// What the stand-in GitHub (forge/) and the workflow runner (runner/) share: plain data, in memory, and two small ports.

export type Status = 'queued' | 'waiting' | 'in_progress' | 'completed'
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required'

export type PermissionLevel = 'none' | 'read' | 'write'
/** Rights by scope, in the names of a workflow's `permissions:` ("contents", "pull-requests", "checks", …). */
export type Permissions = Readonly<Record<string, PermissionLevel>>

export interface RepositoryRef {
  readonly id: number
  readonly owner: string
  readonly name: string
}

/** Something that happened and may start workflows. */
export interface WorkflowEvent {
  /** "push", "pull_request", "workflow_run", "workflow_dispatch", … */
  readonly name: string
  /** The activity type where the event has one: "opened", "completed", … */
  readonly action?: string
  readonly repository: RepositoryRef
  /** The webhook payload; becomes `github.event`. */
  readonly payload: Readonly<Record<string, unknown>>
  /** `github.sha` and `github.ref`: for a pull request the merge commit and refs/pull/N/merge. */
  readonly sha: string
  readonly ref: string
  /** The commit whose workflow files count: the merge commit, the pushed commit, or the default branch's head. */
  readonly workflowSha: string
  /** `head_sha` of the run as the API reports it: for a pull request its head, not the merge. */
  readonly headSha: string
  readonly headBranch: string
  /** The repository that the head lives in; another one than `repository` for a fork. */
  readonly headRepository: RepositoryRef
  readonly actor: string
  /** Numbers of the pull requests of this event. */
  readonly pullRequests: readonly number[]
  /** For `workflow_dispatch`: the one workflow file that was asked for. */
  readonly workflowPath?: string
}

export interface StepState {
  readonly number: number
  name: string
  status: Status
  conclusion: Conclusion | null
  startedAt: string | null
  completedAt: string | null
}

export interface Annotation {
  readonly level: 'notice' | 'warning' | 'failure'
  readonly message: string
  readonly title?: string
  readonly path?: string
  readonly startLine?: number
  readonly endLine?: number
  readonly startColumn?: number
  readonly endColumn?: number
}

export interface JobState {
  readonly id: number
  readonly runId: number
  readonly runAttempt: number
  /** Key in the workflow file; `name` is what is shown, with the matrix values. */
  readonly key: string
  name: string
  status: Status
  conclusion: Conclusion | null
  labels: readonly string[]
  runnerName: string | null
  startedAt: string | null
  completedAt: string | null
  steps: StepState[]
  annotations: Annotation[]
  /** Job summaries, in the order of the steps that wrote them; Markdown. */
  summary: string
  /** File that holds the log. */
  readonly logFile: string
  environment: {
    readonly name: string
    readonly url?: string
    /** False for `deployment: false`: reviewers and secrets, but no deployment record. */
    readonly deployment?: boolean
  } | null
}

export interface WorkflowRunState {
  readonly id: number
  readonly repository: RepositoryRef
  readonly workflowId: number
  readonly name: string
  readonly path: string
  readonly event: WorkflowEvent
  readonly runNumber: number
  attempt: number
  displayTitle: string
  status: Status
  conclusion: Conclusion | null
  readonly createdAt: string
  updatedAt: string
  /** Jobs of the current attempt. */
  jobs: JobState[]
}

/** What somebody asks of a run. A re-run is of all jobs, of those that failed, or of one; what needs them follows. */
export type RunControl = { readonly runId: number; readonly actor: string } & (
  | { readonly kind: 'rerun' | 'rerun-failed' | 'cancel' }
  | { readonly kind: 'rerun-job'; readonly jobId: number }
)

/** What the runner needs of the stand-in. */
export interface ForgePort {
  /** Base addresses that jobs see. */
  readonly urls: { readonly server: string; readonly api: string; readonly graphql: string }
  /** Fires for every event that may start a workflow, after the rule that a job's token starts none. */
  onEvent(listener: (event: WorkflowEvent) => void): void
  /** Fires when somebody asks through the API to re-run a run or to cancel it. */
  onRunControl(listener: (control: RunControl) => void): void
  /** Text of a file at a commit, or undefined. */
  readFile(repository: RepositoryRef, commit: string, path: string): Promise<string | undefined>
  /** Paths below a folder at a commit. */
  listFiles(repository: RepositoryRef, commit: string, folder: string): Promise<readonly string[]>
  changedFiles(repository: RepositoryRef, from: string, to: string): Promise<readonly string[]>
  /** Registers a run and its jobs; the API and the page show it from then on. Ids come from nextId(). */
  addRun(run: WorkflowRunState): void
  /** Says that a run or one of its jobs changed; completing a run fires `workflow_run`. */
  touchRun(run: WorkflowRunState): void
  nextId(): number
  workflowIdOf(repository: RepositoryRef, path: string): number
  nextRunNumber(repository: RepositoryRef, path: string): number
  /** A token with these rights for one job, good until revoke(). */
  issueJobToken(grant: {
    readonly repository: RepositoryRef
    readonly permissions: Permissions
    readonly runId: number
    readonly jobId: number
  }): { readonly token: string; revoke(): void }
  /** ACTIONS_RUNTIME_TOKEN, ACTIONS_RESULTS_URL, ACTIONS_ID_TOKEN_REQUEST_* and so on for one job. */
  runtimeEnvironment(grant: {
    readonly run: WorkflowRunState
    readonly job: JobState
    readonly permissions: Permissions
    readonly cacheWritable: boolean
  }): Readonly<Record<string, string>>
  /** Secrets and variables of the repository, its environment included. */
  secrets(repository: RepositoryRef, environment: string | undefined): Readonly<Record<string, string>>
  variables(repository: RepositoryRef, environment: string | undefined): Readonly<Record<string, string>>
  /** Waits for the environment's reviewers and timers; makes the deployment record. `end` reports the job's end. */
  enterEnvironment(
    run: WorkflowRunState,
    job: JobState,
    signal: AbortSignal,
  ): Promise<{ readonly approved: boolean; end(conclusion: Conclusion, url?: string): void }>
}

/** What the page and the tests need of the runner. */
export interface RunnerPort {
  /** Resolves when no run is queued, waiting or in progress; `waiting` ones count as idle if asked. */
  idle(options?: { readonly ignoreWaiting?: boolean }): Promise<void>
  close(): Promise<void>
}
