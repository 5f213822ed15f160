import type { ForgePort, WorkflowEvent, WorkflowRunState } from '../../model.ts'
import { toData } from '../workflow/expression.ts'

interface Payload {
  readonly pull_request?: {
    readonly base?: { readonly ref?: string }
    readonly head?: { readonly ref?: string }
  }
  readonly repository?: { readonly owner?: { readonly id?: number } }
  readonly sender?: { readonly id?: number }
}

/** The `github` context of a run, less what belongs to one job. Numbers are text in it, as on GitHub. */
export function githubContext(input: {
  readonly forge: ForgePort
  readonly run: WorkflowRunState
  readonly payload: Readonly<Record<string, unknown>>
  readonly triggeringActor: string
}): Readonly<Record<string, unknown>> {
  const { forge, run, payload, triggeringActor } = input
  const { event } = run
  const { owner, name, id } = event.repository
  const { pull_request: pull, repository, sender } = payload as Payload
  return {
    actor: event.actor,
    actor_id: String(sender?.id ?? ''),
    api_url: forge.urls.api,
    base_ref: pull?.base?.ref ?? '',
    // Converted once: a payload is large, and every step asks for it.
    event: toData(payload),
    event_name: event.name,
    graphql_url: forge.urls.graphql,
    head_ref: pull?.head?.ref ?? '',
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: 'false',
    ref_type: refType(event),
    repository: `${owner}/${name}`,
    repository_id: String(id),
    repository_owner: owner,
    repository_owner_id: String(repository?.owner?.id ?? ''),
    repositoryUrl: `git://github.com/${owner}/${name}.git`,
    retention_days: '90',
    run_attempt: String(run.attempt),
    run_id: String(run.id),
    run_number: String(run.runNumber),
    secret_source: isFork(event) ? 'None' : 'Actions',
    server_url: forge.urls.server,
    sha: event.sha,
    triggering_actor: triggeringActor,
    workflow: run.name,
    workflow_ref: `${owner}/${name}/${run.path}@${event.ref}`,
    workflow_sha: event.workflowSha,
  }
}

function refType(event: WorkflowEvent): string {
  return event.ref.startsWith('refs/tags/') ? 'tag' : 'branch'
}

/** A pull request from another repository: it reads, gets no secrets and no variables. */
export function isFork(event: WorkflowEvent): boolean {
  const pull = event.name === 'pull_request' || event.name.startsWith('pull_request_review')
  return pull && event.headRepository.id !== event.repository.id
}
