import type { Account } from '../state/account.ts'
import type { Deployment, DeploymentState, DeploymentStatus } from '../state/deployment.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'

export interface NewStatus {
  readonly state: DeploymentState
  readonly creator: Account
  readonly description?: string | undefined
  readonly environmentUrl?: string | undefined
  readonly logUrl?: string | undefined
  /** Whether a success makes earlier deployments of the environment inactive; true by default. */
  readonly autoInactive?: boolean
}

/** Adds a status to a deployment. */
export function addStatus(
  forge: ForgeState,
  repository: ForgeRepository,
  deployment: Deployment,
  status: NewStatus,
): DeploymentStatus {
  if (status.state === 'success' && status.autoInactive !== false)
    retire(forge, repository, deployment, status)
  const added: DeploymentStatus = {
    id: forge.nextId(),
    state: status.state,
    description: status.description ?? '',
    environmentUrl: status.environmentUrl ?? '',
    logUrl: status.logUrl ?? '',
    creator: status.creator,
    createdAt: forge.time(),
  }
  deployment.statuses.push(added)
  deployment.updatedAt = forge.time()
  return added
}

/** What a deployment is now. */
export function stateOf(deployment: Deployment): DeploymentState {
  return deployment.statuses.at(-1)?.state ?? 'pending'
}

/** Earlier successes in the same environment do not stand any more. */
function retire(
  forge: ForgeState,
  repository: ForgeRepository,
  deployment: Deployment,
  status: NewStatus,
): void {
  for (const earlier of repository.deployments.values())
    if (
      earlier.id !== deployment.id &&
      earlier.environment === deployment.environment &&
      stateOf(earlier) === 'success'
    )
      addStatus(forge, repository, earlier, { state: 'inactive', creator: status.creator })
}
