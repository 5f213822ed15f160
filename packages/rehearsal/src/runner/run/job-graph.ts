import type { JobState, Permissions, WorkflowRunState } from '../../model.ts'
import type { Leg } from '../plan/plan-legs.ts'
import type { ExpressionFunction, Scope } from '../workflow/expression.ts'
import type { LoadedWorkflow } from '../workflow/load-workflow.ts'
import type { JobDefinition } from '../workflow/workflow.ts'
import type { Cancelled } from './cancelled.ts'
import type { RunnerServices } from './runner-services.ts'

export type JobResult = 'success' | 'failure' | 'cancelled' | 'skipped'

/** What dependants see of a job. */
export interface JobOutcome {
  readonly result: JobResult
  readonly outputs: Readonly<Record<string, string>>
  /** Whether it ran in this attempt; what depends on it then runs again too. */
  readonly fresh: boolean
}

/** A job that has ended, as a re-run of others takes it over. */
export interface KeptJob {
  readonly state: JobState
  readonly result: JobResult
  readonly outputs: Readonly<Record<string, string>>
}

/** One attempt of a run. */
export interface Attempt {
  readonly services: RunnerServices
  readonly run: WorkflowRunState
  readonly github: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
  readonly fork: boolean
  readonly cacheWritable: boolean
  /** Jobs of the attempt before that need not run again, by their place in the workflow. */
  readonly kept: ReadonlyMap<string, KeptJob>
  /** Jobs that have ended in this one, those that were skipped apart. */
  readonly done: Map<string, KeptJob>
  readonly changed: () => void
}

/** The jobs of one workflow in an attempt: the run's own, or one that a job calls. */
export interface JobGraph {
  readonly attempt: Attempt
  readonly loaded: LoadedWorkflow
  /** Goes before every job's name: "call / ". */
  readonly prefix: string
  /** Goes before every job's place: that of the calling job. */
  readonly place: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly vars: Readonly<Record<string, string>>
  /** Secrets by environment. */
  readonly secrets: (environment: string | undefined) => Readonly<Record<string, string>>
  /** Rights that a calling job has. */
  readonly ceiling: Permissions | undefined
  /** Fires when this part of the run is to stop. */
  readonly cancelled: AbortSignal
  /** Nothing is taken over from the attempt before. */
  readonly fresh: boolean
  /** Concurrency groups that the run, or a calling job, is in. */
  readonly heldGroups: readonly string[]
  /** Outcomes of the jobs that have ended. */
  readonly ended: Map<string, JobOutcome>
}

/** One leg of a job, ready to be run. */
export interface LegInput {
  readonly graph: JobGraph
  readonly job: JobDefinition
  readonly leg: Leg
  readonly scope: Scope
  readonly name: string
  /** Its place in the workflow, the same in every attempt. */
  readonly place: string
  /** Something that it needs ran in this attempt. */
  readonly fresh: boolean
  readonly cancelled: AbortSignal
  readonly cancel: (reason: Cancelled) => void
}

/** What expressions of a job see before it runs. */
export function jobScope(
  graph: JobGraph,
  job: JobDefinition,
  more: Readonly<Record<string, unknown>> = {},
): Scope {
  const needs = job.needs.map((id) => {
    const { result, outputs } = graph.ended.get(id) ?? { result: 'skipped', outputs: {} }
    return [id, { result, outputs }] as const
  })
  return {
    file: graph.loaded.workflow.path,
    contexts: {
      github: graph.attempt.github,
      inputs: graph.inputs,
      vars: graph.vars,
      needs: Object.fromEntries(needs),
      strategy: null,
      matrix: null,
      ...more,
    },
    functions: jobFunctions(graph, job),
  }
}

/**
 * success() and its kin for jobs. They look at every job before this one, not only at those in `needs`: a skipped job
 * far up the line makes success() false.
 */
function jobFunctions(graph: JobGraph, job: JobDefinition): Readonly<Record<string, ExpressionFunction>> {
  const results = (ids: readonly string[]): readonly JobResult[] =>
    (ids.length > 0 ? ids : ancestorsOf(graph, job)).map((id) => graph.ended.get(id)?.result ?? 'skipped')
  const cancelled = (): boolean => graph.cancelled.aborted
  return {
    always: () => true,
    cancelled,
    success: (...ids) => !cancelled() && results(ids).every((result) => result === 'success'),
    failure: (...ids) => !cancelled() && results(ids).includes('failure'),
    hashFiles: () => '',
  }
}

function ancestorsOf(graph: JobGraph, job: JobDefinition): readonly string[] {
  const { jobs } = graph.loaded.workflow
  const found = new Set<string>()
  const visit = (each: JobDefinition | undefined): void => {
    for (const id of each?.needs ?? []) {
      if (found.has(id)) continue
      found.add(id)
      visit(jobs.find((other) => other.id === id))
    }
  }
  visit(job)
  return [...found]
}

/** The result of several jobs together; of none, "skipped". */
export function worst(results: readonly JobResult[]): JobResult {
  for (const result of ['failure', 'cancelled', 'success'] as const)
    if (results.includes(result)) return result
  return 'skipped'
}
