import type { JobState, WorkflowRunState } from '../../model.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { ForgeRepository } from '../state/repository.ts'

export type OidcClaims = Readonly<Record<string, string>>

/**
 * What an identity token says about a job. The subject has the immutable shape: names with their ids, so that a name
 * that changes hands opens nothing.
 * @see https://docs.github.com/actions/reference/security/oidc
 */
export function oidcClaims(forge: ForgeState, run: WorkflowRunState, job: JobState): OidcClaims {
  const repository = forge.repositoryOf(run.repository)
  const { event } = run
  const workflow = `${repository.fullName}/${run.path}@${event.ref}`
  const pull = event.payload.pull_request as
    | { readonly head?: { readonly ref?: string }; readonly base?: { readonly ref?: string } }
    | undefined
  const [, kind = 'heads'] = event.ref.split('/')
  const actor = forge.account(event.actor)
  return {
    sub: `repo:${immutableName(repository)}:${subjectContext(run, job)}`,
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner.login,
    repository_owner_id: String(repository.owner.id),
    repository_visibility: repository.private ? 'private' : 'public',
    run_id: String(run.id),
    run_number: String(run.runNumber),
    run_attempt: String(run.attempt),
    actor: actor.login,
    actor_id: String(actor.id),
    workflow: run.name,
    workflow_ref: workflow,
    workflow_sha: event.workflowSha,
    job_workflow_ref: workflow,
    job_workflow_sha: event.workflowSha,
    event_name: event.name,
    ref: event.ref,
    ref_type: kind === 'tags' ? 'tag' : 'branch',
    sha: event.sha,
    head_ref: pull?.head?.ref ?? '',
    base_ref: pull?.base?.ref ?? '',
    runner_environment: job.labels.includes('self-hosted') ? 'self-hosted' : 'github-hosted',
    ...(job.environment ? { environment: job.environment.name } : {}),
  }
}

function immutableName(repository: ForgeRepository): string {
  return `${repository.owner.login}@${repository.owner.id}/${repository.name}@${repository.id}`
}

function subjectContext(run: WorkflowRunState, job: JobState): string {
  if (job.environment) return `environment:${job.environment.name}`
  return run.event.name === 'pull_request' ? 'pull_request' : `ref:${run.event.ref}`
}
