import { delimiter } from 'node:path'
import type { JobState } from '../../model.ts'
import type { Timing } from '../options.ts'
import type { Scope } from '../workflow/expression.ts'
import type { ActionFinder } from './find-action.ts'
import { type Frame, stepFunctions } from './frame.ts'
import { hashFiles } from './hash-files.ts'
import type { JobDirectories } from './job-directories.ts'
import type { JobLog } from './job-log.ts'
import type { Masks } from './masks.ts'
import { StepOutput } from './step-output.ts'

export interface JobRuntimeInput {
  readonly state: JobState
  readonly changed: () => void
  readonly now: () => Date
  readonly timing: Timing
  readonly log: JobLog
  readonly masks: Masks
  readonly directories: JobDirectories
  readonly finder: ActionFinder
  /** What every process of the job starts from. */
  readonly baseEnv: Readonly<Record<string, string>>
  readonly github: Readonly<Record<string, unknown>>
  readonly runner: Readonly<Record<string, string>>
  /** ACTIONS_* for JavaScript actions. */
  readonly actionsEnv: Readonly<Record<string, string>>
  /** What the stand-ins are told about this machine. */
  readonly standInEnv: Readonly<Record<string, string>>
  readonly cancel: AbortSignal
  readonly kill: AbortSignal
}

/** What the steps of a job share and change: environment, PATH, status, and what is left to end. */
export class JobRuntime {
  readonly input: JobRuntimeInput
  /** Environment of workflow and job, and what steps wrote to GITHUB_ENV. */
  readonly env: Record<string, string> = {}
  /** Folders added to PATH; the last one comes first. */
  readonly paths: string[] = []
  /** Process groups that outlived their step. */
  readonly leftovers = new Set<number>()
  #summaries = 0

  constructor(input: JobRuntimeInput) {
    this.input = input
  }

  get cancelled(): boolean {
    return this.input.cancel.aborted
  }

  get debug(): boolean {
    return this.input.runner.debug === '1'
  }

  newOutput(): StepOutput {
    const { log, masks, state, directories } = this.input
    return new StepOutput({
      log,
      masks,
      annotations: state.annotations,
      workspace: directories.workspace,
      debug: this.debug,
    })
  }

  /** What expressions of a step see. `env` is the step's own on top of its frame's. */
  scope(frame: Frame, env: Readonly<Record<string, string>>): Scope {
    const { workspace } = this.input.directories
    return {
      file: frame.file,
      contexts: {
        ...frame.contexts,
        github: { ...this.input.github, ...frame.github },
        env: { ...this.env, ...env },
        job: { status: this.#status(frame), check_run_id: this.input.state.id },
        runner: this.input.runner,
        steps: frame.steps,
      },
      functions: {
        ...stepFunctions(frame, () => this.cancelled),
        hashFiles: (...patterns) => hashFiles(workspace, patterns),
      },
    }
  }

  #status(frame: Frame): string {
    if (this.cancelled) return 'cancelled'
    return frame.failed ? 'failure' : 'success'
  }

  /** The environment of a process: configured, then the job's, then the step's; GITHUB_* and RUNNER_* always ours. */
  processEnv(
    env: Readonly<Record<string, string>>,
    github: Readonly<Record<string, string>>,
  ): Record<string, string> {
    const { baseEnv, directories, runner } = this.input
    const merged: Record<string, string> = {
      ...baseEnv,
      HOME: directories.home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      ...this.env,
      ...env,
      ...prefixed('GITHUB', { ...this.input.github, ...github }),
      ...prefixed('RUNNER', { ...runner, workspace: directories.work }),
    }
    return { ...merged, PATH: this.path(merged.PATH ?? '') }
  }

  path(base: string): string {
    return [...this.paths.toReversed(), base].filter((folder) => folder !== '').join(delimiter)
  }

  addPath(folder: string): void {
    const index = this.paths.indexOf(folder)
    if (index >= 0) this.paths.splice(index, 1)
    this.paths.push(folder)
  }

  addSummary(text: string): void {
    // A job shows its first twenty summaries.
    if (text === '' || this.#summaries++ >= 20) return
    const { state, masks } = this.input
    state.summary += `${state.summary === '' ? '' : '\n'}${masks.apply(text)}`
  }
}

// The values of the `github` context that are variables too: actions/runner, GitHubContext.cs.
const VARIABLES = new Set(
  `action action_path action_ref action_repository actor actor_id api_url base_ref env event_name event_path
  graphql_url head_ref job output path ref ref_name ref_protected ref_type repository repository_id repository_owner
  repository_owner_id retention_days run_attempt run_id run_number server_url sha state step_summary triggering_actor
  workflow workflow_ref workflow_sha workspace
  arch debug environment name os temp tool_cache`.split(/\s+/),
)

function prefixed(prefix: string, values: Readonly<Record<string, unknown>>): Record<string, string> {
  const pairs = Object.entries(values).filter(
    ([name, value]) => VARIABLES.has(name) && typeof value !== 'object',
  )
  return Object.fromEntries(
    pairs.map(([name, value]) => [`${prefix}_${name.toUpperCase()}`, String(value ?? '')]),
  )
}
