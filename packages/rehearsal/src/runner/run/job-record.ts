import { join } from 'node:path'
import { SlipwayError } from '@slipway/core'
import type { Conclusion, JobState } from '../../model.ts'
import type { Attempt } from './job-graph.ts'

/** Adds a job to the run's list, which is kept in the order of the workflow file. */
export function addJob(
  attempt: Attempt,
  job: { readonly key: string; readonly name: string; readonly order: string },
): JobState {
  const { run, services } = attempt
  const id = services.forge.nextId()
  const state: JobState = {
    id,
    runId: run.id,
    runAttempt: run.attempt,
    key: job.key,
    name: job.name,
    status: 'queued',
    conclusion: null,
    labels: [],
    runnerName: null,
    startedAt: null,
    completedAt: null,
    steps: [],
    annotations: [],
    summary: '',
    logFile: join(services.directory, 'logs', String(run.id), String(run.attempt), `${id}.log`),
    environment: null,
  }
  insert(attempt, state, job.order)
  return state
}

const orders = new WeakMap<JobState, string>()

/** Puts a job where it belongs; `order` compares as text. */
export function insert({ run, changed }: Attempt, state: JobState, order: string): void {
  orders.set(state, order)
  const index = run.jobs.findIndex((each) => (orders.get(each) ?? '') > order)
  run.jobs.splice(index < 0 ? run.jobs.length : index, 0, state)
  changed()
}

/** Ends a job; a step that was still to come is skipped. */
export function completeJob(attempt: Attempt, state: JobState, conclusion: Conclusion): void {
  const time = attempt.services.now().toISOString()
  for (const step of state.steps) {
    if (step.status === 'completed') continue
    step.status = 'completed'
    step.conclusion = 'skipped'
    step.completedAt = time
  }
  state.status = 'completed'
  state.conclusion = conclusion
  state.startedAt ??= time
  state.completedAt ??= time
  attempt.services.log(`${attempt.run.name} #${attempt.run.runNumber}: ${state.name}: ${conclusion}`)
  attempt.changed()
}

/** Says on the job why it could not be run, on file and line where they are known. */
export function annotateError(state: JobState, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof SlipwayError)) {
    state.annotations.push({ level: 'failure', message })
    return
  }
  const { location, hint } = error
  state.annotations.push({
    level: 'failure',
    message: hint === undefined ? message : `${message}\n${hint}`,
    ...(location && { path: location.file, startLine: location.line, startColumn: location.column }),
  })
}
