import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import type {
  Conclusion,
  Forge,
  JobState,
  Permissions,
  WorkflowEvent,
  WorkflowRunState,
} from '@slipway/rehearsal'
import { type ActionName, inputEnvironment, scriptOf } from './action-file.ts'
import { runStep, type Step, type StepInput } from './run-step.ts'

const run = promisify(execFile)

export interface JobOptions {
  readonly event: WorkflowEvent
  /** Path of the workflow file. */
  readonly workflow: string
  readonly permissions: Permissions
  /** Commits that are fetched; 1 without. */
  readonly depth?: number
  readonly fetchTags?: boolean
}

export interface StepOptions {
  readonly part?: 'main' | 'post'
  /** What the step's main part saved, for its post part. */
  readonly state?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly nodeArgs?: readonly string[]
  readonly onLine?: StepInput['onLine']
}

/** One job of a run, with a real checkout of the event's commit and the environment that the runner gives its steps. */
export class Job {
  readonly run: WorkflowRunState
  readonly workspace: string
  readonly temp: string
  /** The job's token, and that of the runner's services. */
  readonly secrets: readonly string[]
  readonly #forge: Forge
  readonly #state: JobState
  readonly #env: Readonly<Record<string, string | undefined>>

  /**
   * @param folder where the runner keeps this job
   * @param run the run that the job belongs to
   */
  static async open(forge: Forge, folder: string, run: WorkflowRunState, options: JobOptions): Promise<Job> {
    const job = new Job(forge, folder, run, options)
    await job.#checkOut(options)
    return job
  }

  private constructor(
    forge: Forge,
    folder: string,
    run: WorkflowRunState,
    { event, permissions }: JobOptions,
  ) {
    const { repository } = event
    this.#forge = forge
    this.run = run
    this.workspace = join(folder, repository.name, repository.name)
    this.temp = join(folder, '_temp')
    const home = join(folder, 'home')
    for (const each of [this.workspace, this.temp, home]) mkdirSync(each, { recursive: true })
    this.#state = jobState(forge.nextId(), run.id, join(folder, 'job.log'))
    run.jobs.push(this.#state)
    run.status = 'in_progress'
    forge.touchRun(run)
    const { token } = forge.issueJobToken({ repository, permissions, runId: run.id, jobId: this.#state.id })
    const services = forge.runtimeEnvironment({ run, job: this.#state, permissions, cacheWritable: true })
    this.secrets = [token, services.ACTIONS_RUNTIME_TOKEN ?? '']
    const eventPath = join(this.temp, 'event.json')
    writeFileSync(eventPath, JSON.stringify(event.payload))
    this.#env = {
      PATH: process.env.PATH,
      HOME: home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION: '__slipway-ml_slipway',
      GITHUB_EVENT_PATH: eventPath,
      GITHUB_WORKSPACE: this.workspace,
      ...eventEnvironment(forge, this.run),
      RUNNER_NAME: 'hosted-1',
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      RUNNER_ENVIRONMENT: 'github-hosted',
      RUNNER_TEMP: this.temp,
      RUNNER_TOOL_CACHE: join(folder, '_tool'),
      ...services,
    }
  }

  get token(): string {
    return this.secrets[0] as string
  }

  /** Runs a part of an action as a step of this job. */
  step(
    action: ActionName,
    inputs: Readonly<Record<string, string>> = {},
    options: StepOptions = {},
  ): Promise<Step> {
    const { part = 'main', state = {}, env = {}, nodeArgs = [], onLine = () => {} } = options
    const saved = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])
    return runStep({
      script: scriptOf(action, part),
      nodeArgs,
      workspace: this.workspace,
      temp: this.temp,
      env: {
        ...this.#env,
        ...inputEnvironment(action, inputs, this.token),
        ...Object.fromEntries(saved),
        ...env,
      },
      secrets: this.secrets,
      onLine,
    })
  }

  /** Waits at the environment's gate, as a job with `environment:` does before its first step. @returns false where it was rejected */
  async enter(environment: string): Promise<boolean> {
    this.#state.environment = { name: environment, deployment: false }
    const { approved } = await this.#forge.enterEnvironment(
      this.run,
      this.#state,
      new AbortController().signal,
    )
    return approved
  }

  /** Ends job and run. */
  end(conclusion: Conclusion = 'success'): void {
    Object.assign(this.#state, { status: 'completed', conclusion })
    Object.assign(this.run, { status: 'completed', conclusion })
    this.#forge.touchRun(this.run)
  }

  /** As actions/checkout does it: the event's commit, shallow, no credentials left behind. */
  async #checkOut({ event, depth = 1, fetchTags = false }: JobOptions): Promise<void> {
    const { owner, name } = event.repository
    // Not synchronous: the stand-in lives in this process.
    const git = (...args: string[]) => run('git', args, { cwd: this.workspace, env: TEST_GIT_ENV })
    await git('init', '--quiet', '--initial-branch=main')
    await git('remote', 'add', 'origin', `${this.#forge.urls.server}/${owner}/${name}`)
    const tags = fetchTags ? ['+refs/tags/*:refs/tags/*'] : []
    await git('fetch', '--quiet', '--no-tags', `--depth=${depth}`, 'origin', event.sha, ...tags)
    await git('checkout', '--quiet', '--detach', event.sha)
  }
}

/** Registers a run that has no job yet. */
export function queueRun(forge: Forge, event: WorkflowEvent, workflow: string): WorkflowRunState {
  const { repository } = event
  const time = new Date().toISOString()
  const run: WorkflowRunState = {
    id: forge.nextId(),
    repository,
    workflowId: forge.workflowIdOf(repository, workflow),
    name: workflow,
    path: workflow,
    event,
    runNumber: forge.nextRunNumber(repository, workflow),
    attempt: 1,
    displayTitle: workflow,
    status: 'queued',
    conclusion: null,
    createdAt: time,
    updatedAt: time,
    jobs: [],
  }
  forge.addRun(run)
  return run
}

function jobState(id: number, runId: number, logFile: string): JobState {
  return {
    id,
    runId,
    runAttempt: 1,
    key: 'job',
    name: 'job',
    status: 'in_progress',
    conclusion: null,
    labels: ['ubuntu-latest'],
    runnerName: 'hosted-1',
    startedAt: new Date().toISOString(),
    completedAt: null,
    steps: [],
    annotations: [],
    summary: '',
    logFile,
    environment: null,
  }
}

function eventEnvironment({ urls }: Forge, { id, attempt, event, path, runNumber }: WorkflowRunState) {
  const { owner, name, id: repositoryId } = event.repository
  return {
    GITHUB_API_URL: urls.api,
    GITHUB_GRAPHQL_URL: urls.graphql,
    GITHUB_SERVER_URL: urls.server,
    GITHUB_ACTOR: event.actor,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_JOB: 'job',
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REPOSITORY: `${owner}/${name}`,
    GITHUB_REPOSITORY_ID: String(repositoryId),
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_RUN_ID: String(id),
    GITHUB_RUN_NUMBER: String(runNumber),
    GITHUB_SHA: event.sha,
    GITHUB_TRIGGERING_ACTOR: event.actor,
    GITHUB_WORKFLOW: path,
    GITHUB_WORKFLOW_REF: `${owner}/${name}/${path}@${event.ref}`,
    GITHUB_WORKFLOW_SHA: event.workflowSha,
  }
}
