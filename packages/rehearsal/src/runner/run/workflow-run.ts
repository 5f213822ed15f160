import type { Conclusion, WorkflowEvent, WorkflowRunState } from '../../model.ts'
import { defaultTitle, displayTitle } from '../plan/display-title.ts'
import type { LoadedWorkflow } from '../workflow/load-workflow.ts'
import { type Problem, renderProblem } from '../workflow/problem.ts'
import { Cancelled } from './cancelled.ts'
import { enterConcurrency } from './enter-concurrency.ts'
import { githubContext, isFork } from './github-context.ts'
import { type Attempt, type JobGraph, type JobOutcome, type KeptJob, worst } from './job-graph.ts'
import { addJob, annotateError, completeJob } from './job-record.ts'
import { runGraph } from './run-graph.ts'
import type { RunnerServices } from './runner-services.ts'

export interface WorkflowRunInput {
  readonly services: RunnerServices
  readonly event: WorkflowEvent
  /** The event's payload, with the defaults of dispatch inputs filled in. */
  readonly payload: Readonly<Record<string, unknown>>
  readonly inputs: Readonly<Record<string, unknown>>
  readonly path: string
  /** `name:` of the workflow, or its path. */
  readonly name: string
  /** Undefined when the file, or the dispatch, is invalid. */
  readonly loaded: LoadedWorkflow | undefined
  readonly problems: readonly Problem[]
}

/** One run of a workflow with its attempts: the first, and re-runs under the same id. */
export class WorkflowRun {
  readonly state: WorkflowRunState
  readonly #input: WorkflowRunInput
  #control = new AbortController()
  #done: ReadonlyMap<string, KeptJob> = new Map()

  constructor(input: WorkflowRunInput) {
    const { event, path, name, services } = input
    const { forge } = services
    const time = services.now().toISOString()
    this.#input = input
    this.state = {
      id: forge.nextId(),
      repository: event.repository,
      workflowId: forge.workflowIdOf(event.repository, path),
      name,
      path,
      event,
      runNumber: forge.nextRunNumber(event.repository, path),
      attempt: 1,
      displayTitle: defaultTitle(name, event),
      status: 'queued',
      conclusion: null,
      createdAt: time,
      updatedAt: time,
      jobs: [],
    }
  }

  /** Registers the run and starts it. */
  start(): void {
    const { services, event } = this.#input
    services.forge.addRun(this.state)
    this.#begin(event.actor, new Map())
  }

  /** Another attempt, of the jobs that are not to be kept and of all that need them; nothing while the run goes on. */
  rerun(actor: string, isKept: (job: KeptJob) => boolean): void {
    if (this.state.status !== 'completed') return
    const kept = new Map([...this.#done].filter(([, job]) => isKept(job)))
    this.state.attempt++
    this.state.status = 'queued'
    this.state.conclusion = null
    this.state.jobs = []
    this.#begin(actor, kept)
  }

  cancel(actor: string): void {
    this.#control.abort(new Cancelled(`The run was canceled by @${actor}.`))
  }

  #begin(actor: string, kept: ReadonlyMap<string, KeptJob>): void {
    const { services, event } = this.#input
    this.#control = new AbortController()
    services.log(
      `${this.state.name} #${this.state.runNumber} (${event.name}) for ${event.headSha.slice(0, 7)}`,
    )
    void services.activity.work(() => this.#execute(actor, kept))
  }

  async #execute(actor: string, kept: ReadonlyMap<string, KeptJob>): Promise<void> {
    const { services, event, payload, loaded } = this.#input
    const done = new Map<string, KeptJob>()
    this.#done = done
    const attempt: Attempt = {
      services,
      run: this.state,
      github: githubContext({ forge: services.forge, run: this.state, payload, triggeringActor: actor }),
      payload,
      fork: isFork(event),
      cacheWritable: mayWriteCache(event),
      kept,
      done,
      changed: () => this.#changed(),
    }
    try {
      const outcomes =
        loaded === undefined ? this.#reportProblems(attempt) : await this.#runJobs(attempt, loaded)
      this.#complete(conclusionOf(outcomes, this.#control.signal.aborted))
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        const job = addJob(attempt, { key: this.state.name, name: this.state.name, order: '' })
        annotateError(job, error)
        completeJob(attempt, job, 'failure')
      }
      this.#complete(error instanceof Cancelled ? 'cancelled' : 'failure')
    }
  }

  async #runJobs(attempt: Attempt, loaded: LoadedWorkflow): Promise<readonly JobOutcome[]> {
    const { services, event, inputs } = this.#input
    const { workflow } = loaded
    const { signal } = this.#control
    const vars = attempt.fork ? {} : services.forge.variables(event.repository, undefined)
    const scope = { file: workflow.path, contexts: { github: attempt.github, inputs, vars }, functions: {} }
    this.state.displayTitle = displayTitle(workflow, event, scope)
    this.#changed()
    const turn = await enterConcurrency({
      services,
      repositoryId: event.repository.id,
      concurrency: workflow.concurrency,
      scope,
      held: [],
      who: workflow.name,
      signal,
      cancel: (reason) => this.#control.abort(reason),
    })
    try {
      const graph: JobGraph = {
        attempt,
        loaded,
        prefix: '',
        place: '',
        inputs,
        vars,
        secrets: (environment) => (attempt.fork ? {} : services.forge.secrets(event.repository, environment)),
        ceiling: undefined,
        cancelled: signal,
        fresh: attempt.kept.size === 0,
        heldGroups: turn.group === undefined ? [] : [turn.group],
        ended: new Map(),
      }
      const outcomes = await services.activity.aside(() => runGraph(graph))
      return [...outcomes.values()]
    } finally {
      turn.end()
    }
  }

  /** An invalid file makes a run that fails at once, with what is wrong and where. */
  #reportProblems(attempt: Attempt): readonly JobOutcome[] {
    const { path, problems } = this.#input
    const job = addJob(attempt, { key: 'invalid', name: 'Invalid workflow file', order: '' })
    for (const problem of problems) {
      const { file, line, column } = problem
      job.annotations.push({
        level: 'failure',
        title: `Invalid workflow file: ${path}${line === undefined ? '' : `#L${line}`}`,
        message: `The workflow is not valid. ${renderProblem(problem)}`,
        path: file,
        ...(line === undefined ? {} : { startLine: line, endLine: line }),
        ...(column === undefined ? {} : { startColumn: column, endColumn: column }),
      })
    }
    completeJob(attempt, job, 'failure')
    return [{ result: 'failure', outputs: {}, fresh: true }]
  }

  #complete(conclusion: Conclusion): void {
    this.state.status = 'completed'
    this.state.conclusion = conclusion
    this.#input.services.log(`${this.state.name} #${this.state.runNumber}: ${conclusion}`)
    this.#changed()
  }

  #changed(): void {
    const { services } = this.#input
    this.state.updatedAt = services.now().toISOString()
    if (this.state.conclusion === null) this.state.status = statusOf(this.state)
    services.forge.touchRun(this.state)
  }
}

function statusOf({ jobs }: WorkflowRunState): WorkflowRunState['status'] {
  if (jobs.some((job) => job.status === 'in_progress')) return 'in_progress'
  if (jobs.some((job) => job.status === 'waiting')) return 'waiting'
  return jobs.some((job) => job.status === 'completed') ? 'in_progress' : 'queued'
}

function conclusionOf(outcomes: readonly JobOutcome[], cancelled: boolean): Conclusion {
  const result = worst(outcomes.map((outcome) => outcome.result))
  return cancelled && result !== 'success' ? 'cancelled' : result
}

/** Events that anybody can cause and that run on the default branch. */
const LOW_TRUST = new Set([
  'discussion',
  'discussion_comment',
  'fork',
  'issue_comment',
  'issues',
  'pull_request_target',
  'watch',
])

/**
 * An event that anybody can cause may not fill the cache of the default branch (GitHub's changelogs of June and
 * September 2026); a pull request writes to a scope of its own.
 */
function mayWriteCache({ name, payload, repository }: WorkflowEvent): boolean {
  if (name !== 'workflow_run') return !LOW_TRUST.has(name)
  const run = payload.workflow_run as { readonly head_repository?: { readonly id?: number } } | undefined
  return run?.head_repository?.id === undefined || run.head_repository.id === repository.id
}
