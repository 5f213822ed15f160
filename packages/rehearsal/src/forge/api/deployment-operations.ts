import { addStatus, stateOf } from '../environments/add-status.ts'
import { environmentOf } from '../environments/environment-of.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { created, list, noContent, ok, type Reply } from '../http/reply.ts'
import { presentDeployment, presentDeploymentStatus } from '../present/deployment.ts'
import { resolveRevision } from '../refs/resolve-revision.ts'
import type { Deployment, DeploymentState } from '../state/deployment.ts'

function deploymentIn(call: RepositoryCall): Deployment {
  return found(call.repository.deployments.get(call.number('deployment_id')))
}

function listDeployments(call: RepositoryCall): Reply {
  const filters = ['sha', 'ref', 'task', 'environment'] as const
  const deployments = [...call.repository.deployments.values()].reverse().filter((deployment) =>
    filters.every((name) => {
      const wanted = call.query.get(name)
      return wanted === null || wanted === 'none' || deployment[name] === wanted
    }),
  )
  return list(deployments, (deployment) => presentDeployment(call.forge, call.repository, deployment))
}

async function createDeployment(call: RepositoryCall): Promise<Reply> {
  const { forge, repository } = call
  const request = call.json<{
    readonly ref: string
    readonly task?: string
    readonly payload?: unknown
    readonly environment?: string
    readonly description?: string | null
  }>()
  const sha = await resolveRevision(repository, request.ref)
  if (sha === undefined) throw new HttpError(422, `No ref found for: ${request.ref}`)
  const time = forge.time()
  const deployment: Deployment = {
    id: forge.nextId(),
    sha,
    ref: request.ref,
    task: request.task ?? 'deploy',
    environment: environmentOf(forge, repository, request.environment ?? 'production').name,
    description: request.description ?? null,
    payload: request.payload ?? {},
    creator: call.account,
    viaApp: call.actor.kind === 'job',
    createdAt: time,
    updatedAt: time,
    statuses: [],
    job: null,
  }
  repository.deployments.set(deployment.id, deployment)
  return created(presentDeployment(forge, repository, deployment))
}

function createStatus(call: RepositoryCall): Reply {
  const { forge, repository } = call
  const deployment = deploymentIn(call)
  const request = call.json<{
    readonly state: DeploymentState
    readonly description?: string
    readonly environment_url?: string
    readonly log_url?: string
    readonly target_url?: string
    readonly auto_inactive?: boolean
  }>()
  if ((request.description ?? '').length > 140)
    throw HttpError.validation([
      {
        resource: 'DeploymentStatus',
        field: 'description',
        code: 'custom',
        message: 'description is too long',
      },
    ])
  const status = addStatus(forge, repository, deployment, {
    state: request.state,
    creator: call.account,
    description: request.description,
    environmentUrl: request.environment_url,
    logUrl: request.log_url ?? request.target_url,
    autoInactive: request.auto_inactive ?? true,
  })
  return created(presentDeploymentStatus(forge, repository, deployment, status))
}

export const deploymentOperations: RepositoryOperations = {
  'GET /deployments': { needs: ['deployments:read'], handle: listDeployments },
  'POST /deployments': { needs: ['deployments:write'], handle: createDeployment },
  'GET /deployments/{deployment_id}': {
    needs: ['deployments:read'],
    handle: (call) => ok(presentDeployment(call.forge, call.repository, deploymentIn(call))),
  },
  'DELETE /deployments/{deployment_id}': {
    needs: ['deployments:write'],
    handle: (call) => {
      const deployment = deploymentIn(call)
      if (call.repository.deployments.size > 1 && ['success', 'in_progress'].includes(stateOf(deployment)))
        throw new HttpError(
          422,
          'We cannot delete an active deployment unless it is the only deployment in a given environment.',
        )
      call.repository.deployments.delete(deployment.id)
      return noContent()
    },
  },
  'GET /deployments/{deployment_id}/statuses': {
    needs: ['deployments:read'],
    handle: (call) => {
      const deployment = deploymentIn(call)
      return list([...deployment.statuses].reverse(), (status) =>
        presentDeploymentStatus(call.forge, call.repository, deployment, status),
      )
    },
  },
  'POST /deployments/{deployment_id}/statuses': { needs: ['deployments:write'], handle: createStatus },
  'GET /deployments/{deployment_id}/statuses/{status_id}': {
    needs: ['deployments:read'],
    handle: (call) => {
      const deployment = deploymentIn(call)
      const id = call.number('status_id')
      const status = found(deployment.statuses.find((candidate) => candidate.id === id))
      return ok(presentDeploymentStatus(call.forge, call.repository, deployment, status))
    },
  },
}
