import type { Deployment, DeploymentStatus, Environment } from '../state/deployment.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { PendingReview } from '../state/pending-review.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { presentAccount } from './account.ts'
import { presentActionsApp } from './actions-app.ts'
import { nodeId } from './node-id.ts'
import { repositoryApi, repositoryPage } from './repository.ts'

/** `deployment` */
export function presentDeployment(forge: ForgeState, repository: ForgeRepository, deployment: Deployment) {
  const api = repositoryApi(forge.links, repository)
  const self = `${api}/deployments/${deployment.id}`
  return {
    url: self,
    id: deployment.id,
    node_id: nodeId('DE', deployment.id),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${self}/statuses`,
    repository_url: api,
    creator: presentAccount(forge.links, deployment.creator),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload ?? {},
    transient_environment: false,
    production_environment: false,
    performed_via_github_app: deployment.viaApp ? presentActionsApp(forge.links) : null,
  }
}

/** `deployment-status` */
export function presentDeploymentStatus(
  forge: ForgeState,
  repository: ForgeRepository,
  deployment: Deployment,
  status: DeploymentStatus,
) {
  const api = repositoryApi(forge.links, repository)
  const self = `${api}/deployments/${deployment.id}`
  return {
    url: `${self}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DES', status.id),
    state: status.state,
    creator: presentAccount(forge.links, status.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: self,
    repository_url: api,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: deployment.viaApp ? presentActionsApp(forge.links) : null,
  }
}

function presentEnvironmentName(forge: ForgeState, repository: ForgeRepository, environment: Environment) {
  const name = encodeURIComponent(environment.name)
  return {
    id: environment.id,
    node_id: nodeId('EN', environment.id),
    name: environment.name,
    url: `${repositoryApi(forge.links, repository)}/environments/${name}`,
    html_url: `${repositoryPage(forge.links, repository)}/deployments/${name}`,
  }
}

function presentReviewers(forge: ForgeState, environment: Environment) {
  return environment.reviewers.map((reviewer) => ({
    type: 'User',
    reviewer: presentAccount(forge.links, reviewer),
  }))
}

/** `environment` */
export function presentEnvironment(forge: ForgeState, repository: ForgeRepository, environment: Environment) {
  const rule = (type: string, more: object) => ({
    id: environment.id,
    node_id: nodeId('GA', `${environment.id}/${type}`),
    type,
    ...more,
  })
  const { waitMinutes, reviewers, preventSelfReview } = environment
  return {
    ...presentEnvironmentName(forge, repository, environment),
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    protection_rules: [
      ...(waitMinutes > 0 ? [rule('wait_timer', { wait_timer: waitMinutes })] : []),
      ...(reviewers.length > 0
        ? [
            rule('required_reviewers', {
              prevent_self_review: preventSelfReview,
              reviewers: presentReviewers(forge, environment),
            }),
          ]
        : []),
    ],
    deployment_branch_policy: environment.branchPolicy,
  }
}

/** An environment as the list of approvals names it. */
export function presentApprovedEnvironment(
  forge: ForgeState,
  repository: ForgeRepository,
  environment: Environment,
) {
  return {
    ...presentEnvironmentName(forge, repository, environment),
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
  }
}

/** `pending-deployment` */
export function presentPending(forge: ForgeState, pending: PendingReview, mayApprove: boolean) {
  return {
    environment: presentEnvironmentName(forge, pending.repository, pending.environment),
    wait_timer: pending.environment.waitMinutes,
    wait_timer_started_at: pending.environment.waitMinutes > 0 ? pending.since : null,
    current_user_can_approve: mayApprove,
    reviewers: presentReviewers(forge, pending.environment),
  }
}
