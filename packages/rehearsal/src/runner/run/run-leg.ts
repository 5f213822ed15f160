import type { JobState } from '../../model.ts'
import { runnerError } from '../error.ts'
import { type JobReport, runJob } from '../job/run-job.ts'
import { planPermissions } from '../plan/token-permissions.ts'
import type { Plain, Scope } from '../workflow/expression.ts'
import { resolve, resolveBoolean, resolveNumber, resolveText } from '../workflow/template.ts'
import { fieldsOf, isMapping, type Token } from '../workflow/token.ts'
import { Cancelled } from './cancelled.ts'
import { enterConcurrency } from './enter-concurrency.ts'
import type { JobOutcome, KeptJob, LegInput } from './job-graph.ts'
import { addJob, annotateError, completeJob, insert } from './job-record.ts'
import type { RunnerRequest, Slot } from './runner-pools.ts'

/** GitHub's default of `timeout-minutes`. */
const DEFAULT_MINUTES = 360

/** Runs one job: its turn in its concurrency group, its environment, a machine, and then its steps. Throws nothing. */
export async function runLeg(input: LegInput): Promise<JobOutcome> {
  const { graph, job, name, place, fresh } = input
  const { attempt } = graph
  const kept = fresh ? undefined : attempt.kept.get(place)
  if (kept !== undefined) return keep(input, kept)
  const state = addJob(attempt, { key: job.id, name, order: place })
  const report = await conclude(input, state)
  completeJob(attempt, state, report.result)
  const result = allowed(input, report) ? 'success' : report.result
  const { outputs } = report
  attempt.done.set(place, { state, result, outputs })
  return { result, outputs, fresh: true }
}

/** A job that ended before is shown again, under this attempt, and not run. */
function keep({ graph, place }: LegInput, kept: KeptJob): JobOutcome {
  const { attempt } = graph
  const state = { ...kept.state, id: attempt.services.forge.nextId(), runAttempt: attempt.run.attempt }
  insert(attempt, state, place)
  attempt.done.set(place, { ...kept, state })
  return { result: kept.result, outputs: kept.outputs, fresh: false }
}

function allowed({ job, scope }: LegInput, report: JobReport): boolean {
  if (report.result !== 'failure' || job.continueOnError === undefined) return false
  try {
    return resolveBoolean(job.continueOnError, scope, false)
  } catch {
    // Said when the job was to start: it failed by it.
    return false
  }
}

async function conclude(input: LegInput, state: JobState): Promise<JobReport> {
  const { cancelled } = input
  const nothing = { outputs: {}, environmentUrl: undefined }
  try {
    const report = await waitAndRun(input, state)
    if (report.result === 'cancelled') annotateError(state, cancelled.reason)
    return report
  } catch (error) {
    annotateError(state, error)
    return { result: error instanceof Cancelled ? 'cancelled' : 'failure', ...nothing }
  }
}

async function waitAndRun(input: LegInput, state: JobState): Promise<JobReport> {
  const { graph, job, scope, cancelled, cancel } = input
  const { services, run } = graph.attempt
  cancelled.throwIfAborted()
  refuseContainers(input)
  resolveBoolean(job.continueOnError, scope, false)
  const turn = await enterConcurrency({
    services,
    repositoryId: run.repository.id,
    concurrency: job.concurrency,
    scope,
    held: graph.heldGroups,
    who: input.name,
    signal: cancelled,
    cancel,
  })
  try {
    const environment = await enterEnvironment(input, state)
    try {
      const report = await runOnMachine(input, state)
      environment?.end(report.result, report.environmentUrl)
      return report
    } catch (error) {
      environment?.end(error instanceof Cancelled ? 'cancelled' : 'failure')
      throw error
    }
  } finally {
    turn.end()
  }
}

function refuseContainers({ job, graph }: LegInput): void {
  if (job.containers === undefined) return
  const { line = 1, col = 1 } = job.containers
  throw runnerError(
    'runner/unsupported',
    `Cannot run the job "${job.id}": it asks for containers; a rehearsal runs jobs as processes`,
    { location: { file: graph.loaded.workflow.path, line, column: col } },
  )
}

interface EnvironmentTurn {
  end(conclusion: JobReport['result'], url?: string): void
}

async function enterEnvironment(input: LegInput, state: JobState): Promise<EnvironmentTurn | undefined> {
  const { graph, job, scope, cancelled } = input
  const { services, run, changed } = graph.attempt
  const environment = readEnvironment(job.environment, scope)
  if (environment === undefined) return undefined
  const { name } = environment
  state.environment = environment
  state.status = 'waiting'
  changed()
  const { approved, end } = await services.activity.wait('approval', () =>
    services.forge.enterEnvironment(run, state, cancelled),
  )
  cancelled.throwIfAborted()
  if (!approved) {
    throw runnerError(
      'runner/environment-rejected',
      `The deployment was rejected or didn't satisfy other protection rules: environment "${name}"`,
    )
  }
  state.status = 'queued'
  changed()
  return {
    end: (conclusion, url) => {
      if (url) state.environment = { ...environment, url }
      if (url) end(conclusion, url)
      else end(conclusion)
    },
  }
}

function readEnvironment(
  token: Token | undefined,
  scope: Scope,
): NonNullable<JobState['environment']> | undefined {
  if (token === undefined) return undefined
  const fields = fieldsOf(token)
  const nameToken = isMapping(token) ? fields.get('name') : token
  const name = nameToken === undefined ? '' : resolveText(nameToken, scope)
  if (name === '') return undefined
  return resolveBoolean(fields.get('deployment'), scope, true) ? { name } : { name, deployment: false }
}

async function runOnMachine(input: LegInput, state: JobState): Promise<JobReport> {
  const { graph, job, scope, cancelled } = input
  const { services, run, changed } = graph.attempt
  const request = runnerRequest(job.runsOn === undefined ? '' : resolve(job.runsOn, scope))
  state.labels = request.labels
  const servable = services.pools.canServe(request)
  if (!servable) warnStuck(input, state, request)
  changed()
  const timeoutMinutes = Math.floor(resolveNumber(job.timeoutMinutes, scope, DEFAULT_MINUTES))
  const acquire = (): Promise<Slot> => services.pools.acquire(request, cancelled)
  const slot = await (servable ? acquire() : services.activity.wait('runner', acquire))
  try {
    state.status = 'in_progress'
    state.runnerName = slot.runnerName
    state.startedAt = services.now().toISOString()
    services.log(`${run.name} #${run.runNumber}: ${state.name} on ${slot.runnerName}`)
    changed()
    return await runJob(jobInput(input, state, slot, timeoutMinutes))
  } finally {
    // Before the machine is free: the next job on it starts later than this one ended.
    state.completedAt = services.now().toISOString()
    slot.release()
  }
}

/** `runs-on` in its three forms: a label, a list of labels, a group with labels. */
function runnerRequest(value: Plain): RunnerRequest {
  const labels = (each: Plain | undefined): readonly string[] =>
    each === undefined || each === null ? [] : Array.isArray(each) ? each.map(String) : [String(each)]
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { labels: labels(value), group: undefined }
  }
  const fields = value as Readonly<Record<string, Plain>>
  return {
    labels: labels(fields.labels),
    group: fields.group === undefined ? undefined : String(fields.group),
  }
}

function warnStuck({ graph }: LegInput, state: JobState, request: RunnerRequest): void {
  const { services } = graph.attempt
  const asked = request.group === undefined ? '' : ` in the group "${request.group}"`
  const message = `No runner of this rehearsal takes the job "${state.name}": it asks for [${request.labels.join(', ')}]${asked}; there are ${services.pools.describe()}`
  state.annotations.push({ level: 'warning', message })
  services.log(message)
}

function jobInput(
  input: LegInput,
  state: JobState,
  slot: Slot,
  timeoutMinutes: number,
): Parameters<typeof runJob>[0] {
  const { graph, job, scope, cancelled, cancel } = input
  const { attempt, loaded } = graph
  const { services, run, fork } = attempt
  const environment = state.environment?.name
  const { needs, matrix, strategy, inputs } = scope.contexts
  const vars = fork ? {} : services.forge.variables(run.repository, environment)
  return {
    services,
    run,
    state,
    changed: attempt.changed,
    workflow: loaded.workflow,
    origin: loaded.source,
    definition: job,
    contexts: { needs, matrix, strategy, inputs, vars },
    github: attempt.github,
    payload: attempt.payload,
    secrets: graph.secrets(environment),
    permissions: planPermissions({
      job: job.permissions,
      workflow: loaded.workflow.permissions,
      ceiling: graph.ceiling,
      fork,
    }),
    cacheWritable: attempt.cacheWritable,
    slot,
    timeoutMinutes,
    cancelled,
    cancel,
  }
}
