import { jobName } from '../plan/job-name.ts'
import { type Leg, planLegs, strategyContext } from '../plan/plan-legs.ts'
import { evaluateCondition, type Scope } from '../workflow/expression.ts'
import type { JobDefinition } from '../workflow/workflow.ts'
import { Cancelled } from './cancelled.ts'
import { type JobGraph, type JobOutcome, jobScope, type LegInput, worst } from './job-graph.ts'
import { addJob, annotateError, completeJob } from './job-record.ts'
import { runCall } from './run-call.ts'
import { runLeg } from './run-leg.ts'

/** Runs all jobs of a graph, each as soon as those it needs have ended. Throws nothing. */
export async function runGraph(graph: JobGraph): Promise<ReadonlyMap<string, JobOutcome>> {
  const { jobs } = graph.loaded.workflow
  const started = new Map<string, Promise<void>>()
  const start = (job: JobDefinition): Promise<void> => {
    const running = started.get(job.id) ?? wait(job)
    started.set(job.id, running)
    return running
  }
  const wait = async (job: JobDefinition): Promise<void> => {
    await Promise.all(jobs.filter((each) => job.needs.includes(each.id)).map(start))
    graph.ended.set(job.id, await runJobOf(graph, job))
  }
  await Promise.all(jobs.map(start))
  return graph.ended
}

async function runJobOf(graph: JobGraph, job: JobDefinition): Promise<JobOutcome> {
  const scope = jobScope(graph, job)
  const fresh = graph.fresh || job.needs.some((id) => graph.ended.get(id)?.fresh === true)
  try {
    if (!evaluateCondition(job.condition, scope)) return skip(graph, job, scope)
    const legs = planLegs(job.id, job.strategy, scope).map((leg) => planLeg(graph, job, leg, fresh))
    return merge(await runLegs(graph, legs))
  } catch (error) {
    const state = addJob(graph.attempt, {
      key: job.id,
      name: graph.prefix + job.id,
      order: placeOf(graph, job, 0),
    })
    annotateError(state, error)
    completeJob(graph.attempt, state, 'failure')
    return { result: 'failure', outputs: {}, fresh: true }
  }
}

function skip(graph: JobGraph, job: JobDefinition, scope: Scope): JobOutcome {
  const name =
    job.name !== undefined && job.strategy !== undefined
      ? job.name.toString()
      : jobName(job, undefined, scope)
  const state = addJob(graph.attempt, {
    key: job.id,
    name: graph.prefix + name,
    order: placeOf(graph, job, 0),
  })
  completeJob(graph.attempt, state, 'skipped')
  return { result: 'skipped', outputs: {}, fresh: false }
}

/** "0003.0001": jobs and legs in the order of the file; those of a called workflow under the job that calls it. */
function placeOf(graph: JobGraph, job: JobDefinition, leg: number): string {
  const index = graph.loaded.workflow.jobs.indexOf(job)
  return `${graph.place}${String(index).padStart(4, '0')}.${String(leg).padStart(4, '0')}`
}

function planLeg(graph: JobGraph, job: JobDefinition, leg: Leg, fresh: boolean): LegInput {
  const scope = jobScope(graph, job, { matrix: leg.combination ?? null, strategy: strategyContext(leg) })
  const control = new AbortController()
  return {
    graph,
    job,
    leg,
    scope,
    name: graph.prefix + jobName(job, leg.combination, scope),
    place: placeOf(graph, job, leg.index),
    fresh,
    cancelled: control.signal,
    cancel: (reason) => control.abort(reason),
  }
}

/** Runs the legs of a job, no more at a time than `max-parallel`; with `fail-fast` one failure stops the others. */
async function runLegs(graph: JobGraph, legs: readonly LegInput[]): Promise<readonly JobOutcome[]> {
  const { activity } = graph.attempt.services
  const release = followCancellation(graph, legs)
  const outcomes: JobOutcome[] = []
  const waiting = [...legs]
  const work = async (): Promise<void> => {
    for (let input = waiting.shift(); input !== undefined; input = waiting.shift()) {
      const outcome = await activity.work(() =>
        input.job.call === undefined ? runLeg(input) : runCall(input, runGraph),
      )
      outcomes[input.leg.index] = outcome
      if (outcome.result !== 'failure' || !input.leg.failFast) continue
      const reason = new Cancelled(`The strategy configuration was canceled because "${input.name}" failed`)
      for (const other of legs) if (other !== input) other.cancel(reason)
    }
  }
  try {
    await Promise.all(legs.slice(0, legs[0]?.leg.maxParallel ?? 1).map(work))
    return outcomes
  } finally {
    release()
  }
}

/** When the run is cancelled, each leg is asked its condition again: one that says always() goes on. */
function followCancellation(graph: JobGraph, legs: readonly LegInput[]): () => void {
  const onCancel = (): void => {
    for (const { job, scope, cancel } of legs) {
      if (!evaluateCondition(job.condition, scope)) cancel(graph.cancelled.reason)
    }
  }
  graph.cancelled.addEventListener('abort', onCancel)
  return () => graph.cancelled.removeEventListener('abort', onCancel)
}

/** A job's outcome from its legs; an output that several set has the value of the last one that set it. */
function merge(outcomes: readonly JobOutcome[]): JobOutcome {
  const results = outcomes.map((outcome) => outcome.result)
  const outputs = Object.assign({}, ...outcomes.map((outcome) => outcome.outputs))
  return { result: worst(results), outputs, fresh: outcomes.some((outcome) => outcome.fresh) }
}
