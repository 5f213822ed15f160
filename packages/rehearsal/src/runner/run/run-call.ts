import { planPermissions } from '../plan/token-permissions.ts'
import type { Plain, Scope } from '../workflow/expression.ts'
import { resolve, resolveText, resolveTexts } from '../workflow/template.ts'
import { fieldsOf } from '../workflow/token.ts'
import type { CallDefinition, JobCall } from '../workflow/workflow.ts'
import { Cancelled } from './cancelled.ts'
import { enterConcurrency } from './enter-concurrency.ts'
import { type JobGraph, type JobOutcome, type LegInput, worst } from './job-graph.ts'
import { addJob, annotateError, completeJob } from './job-record.ts'

type RunGraph = (graph: JobGraph) => Promise<ReadonlyMap<string, JobOutcome>>

/** Runs a job that calls another workflow: its jobs are shown as "call / job". Throws nothing. */
export async function runCall(input: LegInput, runGraph: RunGraph): Promise<JobOutcome> {
  const { graph, name, place } = input
  const { attempt } = graph
  try {
    return await runCalled(input, runGraph)
  } catch (error) {
    const state = addJob(attempt, { key: input.job.id, name, order: place })
    annotateError(state, error)
    const result = error instanceof Cancelled ? 'cancelled' : 'failure'
    completeJob(attempt, state, result)
    return { result, outputs: {}, fresh: true }
  }
}

async function runCalled(input: LegInput, runGraph: RunGraph): Promise<JobOutcome> {
  const { graph, job, scope, name, place, fresh, cancelled, cancel } = input
  const { attempt } = graph
  const called = graph.loaded.called.get(job.id)
  const { call } = job
  if (call === undefined || called?.workflow.call === undefined)
    throw new Error(`"${name}" calls no workflow`)
  const turn = await enterConcurrency({
    services: attempt.services,
    repositoryId: attempt.run.repository.id,
    concurrency: job.concurrency,
    scope,
    held: graph.heldGroups,
    who: name,
    signal: cancelled,
    cancel,
  })
  try {
    const inner: JobGraph = {
      attempt,
      loaded: called,
      prefix: `${name} / `,
      place: `${place}/`,
      inputs: callInputs(call, called.workflow.call, scope),
      vars: graph.vars,
      secrets: callSecrets(input, call),
      ceiling: planPermissions({
        job: job.permissions,
        workflow: graph.loaded.workflow.permissions,
        ceiling: graph.ceiling,
        fork: false,
      }),
      cancelled,
      fresh,
      heldGroups: turn.group === undefined ? graph.heldGroups : [...graph.heldGroups, turn.group],
      ended: new Map(),
    }
    const outcomes = await runWithOwnTurn(inner, name, cancel, runGraph)
    return {
      result: worst([...outcomes.values()].map((outcome) => outcome.result)),
      outputs: callOutputs(inner, called.workflow.call, outcomes),
      fresh: [...outcomes.values()].some((outcome) => outcome.fresh),
    }
  } finally {
    turn.end()
  }
}

/** A called workflow may have a concurrency group of its own. */
async function runWithOwnTurn(
  graph: JobGraph,
  who: string,
  cancel: (reason: Cancelled) => void,
  runGraph: RunGraph,
): Promise<ReadonlyMap<string, JobOutcome>> {
  const { attempt, loaded, inputs, vars, cancelled } = graph
  const turn = await enterConcurrency({
    services: attempt.services,
    repositoryId: attempt.run.repository.id,
    concurrency: loaded.workflow.concurrency,
    scope: { file: loaded.workflow.path, contexts: { github: attempt.github, inputs, vars }, functions: {} },
    held: graph.heldGroups,
    who,
    signal: cancelled,
    cancel,
  })
  try {
    const held = turn.group === undefined ? graph.heldGroups : [...graph.heldGroups, turn.group]
    return await attempt.services.activity.aside(() => runGraph({ ...graph, heldGroups: held }))
  } finally {
    turn.end()
  }
}

/** What the caller gives, in the types that the called workflow declares, and its defaults. */
function callInputs(
  call: JobCall,
  { inputs }: CallDefinition,
  scope: Scope,
): Readonly<Record<string, Plain>> {
  const given = fieldsOf(call.inputs)
  const values = [...inputs].map(([name, { type, default: otherwise }]) => {
    const token = given.get(name) ?? otherwise
    return [name, token === undefined ? (EMPTY[type] ?? '') : typed(resolve(token, scope), type)] as const
  })
  return Object.fromEntries(values)
}

const EMPTY: Readonly<Record<string, Plain>> = { boolean: false, number: 0, string: '' }

function typed(value: Plain, type: string): Plain {
  if (type === 'boolean') return String(value) === 'true'
  if (type === 'number') return Number(value)
  return typeof value === 'object' ? '' : String(value)
}

/** All secrets, or those that the caller hands on; a job's environment adds its own. */
function callSecrets({ graph, scope }: LegInput, call: JobCall): JobGraph['secrets'] {
  const { secrets } = call
  if (secrets === 'inherit') return graph.secrets
  const withSecrets = { ...scope, contexts: { ...scope.contexts, secrets: graph.secrets(undefined) } }
  const handed = resolveTexts(secrets, withSecrets)
  return (environment) => {
    const everywhere = graph.secrets(undefined)
    const own = Object.entries(environment === undefined ? {} : graph.secrets(environment)).filter(
      ([name, value]) => everywhere[name] !== value,
    )
    return { ...handed, ...Object.fromEntries(own) }
  }
}

function callOutputs(
  graph: JobGraph,
  { outputs }: CallDefinition,
  outcomes: ReadonlyMap<string, JobOutcome>,
): Readonly<Record<string, string>> {
  const jobs = Object.fromEntries(
    [...outcomes].map(([id, { result, outputs: values }]) => [id, { result, outputs: values }]),
  )
  const scope = {
    file: graph.loaded.workflow.path,
    contexts: { github: graph.attempt.github, inputs: graph.inputs, vars: graph.vars, jobs },
    functions: {},
  }
  return Object.fromEntries([...outputs].map(([name, token]) => [name, resolveText(token, scope)]))
}
