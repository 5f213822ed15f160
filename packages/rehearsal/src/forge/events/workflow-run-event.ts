import type { WorkflowEvent } from '../../model.ts'
import { presentRun, presentWorkflow } from '../present/run.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'
import type { RunAttempt, RunEntry } from '../state/run-entry.ts'
import { atDefaultBranch, commonPayload } from './emit.ts'

export type RunActivity = 'requested' | 'in_progress' | 'completed'

/** GitHub chains no more than three levels of `workflow_run`. */
const LEVELS = 3

/** `workflow_run`; undefined where a chain of them ends, and in an empty repository. */
export function workflowRunEvent(
  forge: ForgeState,
  repository: ForgeRepository,
  entry: RunEntry,
  attempt: RunAttempt,
  activity: RunActivity,
): WorkflowEvent | undefined {
  const place = atDefaultBranch(repository)
  if (!place || levelOf(repository, entry) >= LEVELS) return undefined
  const workflow = repository.workflows.get(entry.run.path)
  return {
    ...place,
    name: 'workflow_run',
    action: activity,
    payload: {
      action: activity,
      workflow_run: presentRun(forge, repository, entry, attempt),
      workflow: workflow ? presentWorkflow(forge, repository, workflow) : null,
      ...commonPayload(forge, repository, forge.account(attempt.actor)),
    },
    actor: attempt.actor,
  }
}

/** How many `workflow_run` events led to a run. */
function levelOf(repository: ForgeRepository, entry: RunEntry): number {
  if (entry.run.event.name !== 'workflow_run') return 0
  const source = entry.run.event.payload.workflow_run as { readonly id?: number } | undefined
  const before = repository.runs.get(source?.id ?? 0)
  return 1 + (before ? levelOf(repository, before) : 0)
}
