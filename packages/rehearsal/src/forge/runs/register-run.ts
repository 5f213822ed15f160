import type { WorkflowRunState } from '../../model.ts'
import { forgeError } from '../error.ts'
import { emitEvent } from '../events/emit.ts'
import { type RunActivity, workflowRunEvent } from '../events/workflow-run-event.ts'
import { ANONYMOUS } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import type { RunAttempt, RunEntry } from '../state/run-entry.ts'
import { workflowOf } from './workflow-of.ts'

/** Registers a run of the runner, and announces it. */
export function addRun(forge: ForgeState, run: WorkflowRunState): void {
  const repository = forge.repositoryOf(run.repository)
  workflowOf(forge, repository, run.path).name = run.name
  const entry: RunEntry = { run, checkSuiteId: forge.nextId(), attempts: new Map(), approvals: [] }
  repository.runs.set(run.id, entry)
  forge.runs.send(run)
  update(forge, repository, entry, run.event.actor)
}

/**
 * Takes over what changed in a run; a new attempt keeps the jobs of the one before.
 * @throws stand-in/run-unknown when it was never registered
 */
export function touchRun(forge: ForgeState, run: WorkflowRunState, actor: string | undefined): void {
  const repository = forge.repositoryOf(run.repository)
  const entry = repository.runs.get(run.id)
  if (!entry)
    throw forgeError(
      'stand-in/run-unknown',
      `Cannot update run ${run.id}: it was never registered; expected addRun() before`,
    )
  update(forge, repository, entry, actor ?? run.event.actor)
}

function update(forge: ForgeState, repository: ForgeRepository, entry: RunEntry, actor: string): void {
  const { run } = entry
  const attempt = entry.attempts.get(run.attempt) ?? newAttempt(forge, run, actor)
  entry.attempts.set(attempt.number, attempt)
  attempt.jobs = [...run.jobs]
  attempt.status = run.status
  attempt.conclusion = run.conclusion
  attempt.updatedAt = run.updatedAt
  const announce = (activity: RunActivity) => {
    if (attempt.announced.has(activity)) return
    attempt.announced.add(activity)
    const event = workflowRunEvent(forge, repository, entry, attempt, activity)
    // A run's own life is announced whoever caused it: nobody in particular did.
    if (event) emitEvent(forge, event, ANONYMOUS)
  }
  announce('requested')
  if (run.status === 'in_progress') announce('in_progress')
  if (run.status === 'completed') announce('completed')
}

function newAttempt(forge: ForgeState, run: WorkflowRunState, actor: string): RunAttempt {
  return {
    number: run.attempt,
    jobs: [],
    status: run.status,
    conclusion: null,
    startedAt: run.attempt === 1 ? run.createdAt : forge.time(),
    updatedAt: run.updatedAt,
    actor,
    announced: new Set(),
  }
}
