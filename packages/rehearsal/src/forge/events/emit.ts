import type { WorkflowEvent } from '../../model.ts'
import { presentAccount } from '../present/account.ts'
import { presentRepository } from '../present/repository.ts'
import type { Account } from '../state/account.ts'
import type { Actor } from '../state/actor.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'

/** The only events that a job's token may cause. */
const DISPATCHES = new Set(['workflow_dispatch', 'repository_dispatch'])

/**
 * Tells the listeners about an event, unless a job's token caused it: such events start no workflow, or a workflow
 * could start itself for ever.
 * @see https://docs.github.com/actions/using-workflows/triggering-a-workflow#triggering-a-workflow-from-a-workflow
 */
export function emitEvent(forge: ForgeState, event: WorkflowEvent, cause: Actor): void {
  const activity = event.action === undefined ? event.name : `${event.name} ${event.action}`
  if (cause.kind === 'job' && !DISPATCHES.has(event.name)) {
    forge.log(
      `event: ${activity} in ${event.repository.owner}/${event.repository.name} starts nothing: GITHUB_TOKEN`,
    )
    return
  }
  forge.log(
    `event: ${activity} in ${event.repository.owner}/${event.repository.name} at ${event.sha.slice(0, 7)}`,
  )
  forge.events.send(event)
}

/** Members of every payload. */
export function commonPayload(forge: ForgeState, repository: ForgeRepository, sender: Account) {
  return {
    repository: presentRepository(forge.links, repository),
    sender: presentAccount(forge.links, sender),
  }
}

/** Where an event stands that runs on the default branch; undefined in an empty repository. */
export function atDefaultBranch(repository: ForgeRepository) {
  const sha = repository.head
  if (sha === undefined) return undefined
  return {
    repository: repository.ref,
    sha,
    ref: `refs/heads/${repository.defaultBranch}`,
    workflowSha: sha,
    headSha: sha,
    headBranch: repository.defaultBranch,
    headRepository: repository.ref,
    pullRequests: [],
  }
}
