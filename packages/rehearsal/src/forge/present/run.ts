import type { JobState } from '../../model.ts'
import { forgeError } from '../error.ts'
import type { Artifact } from '../state/artifact.ts'
import type { ForgeState } from '../state/forge-state.ts'
import { escapePath } from '../state/links.ts'
import type { ForgeRepository } from '../state/repository.ts'
import type { RunAttempt, RunEntry } from '../state/run-entry.ts'
import type { Workflow } from '../state/settings.ts'
import { presentAccount } from './account.ts'
import { presentSimpleCommit } from './commit.ts'
import { nodeId } from './node-id.ts'
import { presentPullMinimal } from './pull.ts'
import { presentMinimalRepository, repositoryApi, repositoryPage } from './repository.ts'

/** Pull requests of a run; none for a fork's, as on GitHub. */
function pullsOfRun(forge: ForgeState, repository: ForgeRepository, entry: RunEntry) {
  const { event } = entry.run
  if (event.headRepository.id !== event.repository.id) return []
  return event.pullRequests.flatMap((number) => {
    const pull = repository.pulls.get(number)
    return pull ? [presentPullMinimal(forge, repository, pull)] : []
  })
}

/** `workflow-run`, of one of its attempts. */
export function presentRun(
  forge: ForgeState,
  repository: ForgeRepository,
  entry: RunEntry,
  attempt: RunAttempt,
) {
  const { run } = entry
  const api = repositoryApi(forge.links, repository)
  const self = `${api}/actions/runs/${run.id}`
  const attempted = attempt.number === run.attempt ? self : `${self}/attempts/${attempt.number}`
  const commit = repository.knownCommits.get(run.event.headSha)
  const head = forge.repositoryById(run.event.headRepository.id) ?? repository
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WFR', run.id),
    head_branch: run.event.headBranch,
    head_sha: run.event.headSha,
    path: run.path,
    display_title: run.displayTitle,
    run_number: run.runNumber,
    event: run.event.name,
    status: attempt.status,
    conclusion: attempt.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: entry.checkSuiteId,
    check_suite_node_id: nodeId('CS', entry.checkSuiteId),
    url: self,
    html_url: `${repositoryPage(forge.links, repository)}/actions/runs/${run.id}`,
    pull_requests: pullsOfRun(forge, repository, entry),
    created_at: run.createdAt,
    updated_at: attempt.updatedAt,
    actor: presentAccount(forge.links, forge.account(run.event.actor)),
    run_attempt: attempt.number,
    referenced_workflows: [],
    run_started_at: attempt.startedAt,
    triggering_actor: presentAccount(forge.links, forge.account(attempt.actor)),
    jobs_url: `${attempted}/jobs`,
    logs_url: `${attempted}/logs`,
    check_suite_url: `${api}/check-suites/${entry.checkSuiteId}`,
    artifacts_url: `${self}/artifacts`,
    cancel_url: `${self}/cancel`,
    rerun_url: `${self}/rerun`,
    previous_attempt_url: attempt.number > 1 ? `${self}/attempts/${attempt.number - 1}` : null,
    workflow_url: `${api}/actions/workflows/${run.workflowId}`,
    head_commit: commit === undefined ? null : presentSimpleCommit(commit),
    repository: presentMinimalRepository(forge.links, repository),
    head_repository: presentMinimalRepository(forge.links, head),
  }
}

/** The attempt that is shown when none is asked for. */
export function currentAttempt(entry: RunEntry): RunAttempt {
  const attempt = entry.attempts.get(entry.run.attempt)
  if (attempt) return attempt
  throw forgeError(
    'stand-in/run-unknown',
    `Cannot show run ${entry.run.id}: its attempt ${entry.run.attempt} was never registered`,
  )
}

/** `job` */
export function presentJob(forge: ForgeState, repository: ForgeRepository, entry: RunEntry, job: JobState) {
  const api = repositoryApi(forge.links, repository)
  const hosted = job.runnerName === null ? null : 1
  return {
    id: job.id,
    run_id: job.runId,
    workflow_name: entry.run.name,
    head_branch: entry.run.event.headBranch,
    run_url: `${api}/actions/runs/${job.runId}`,
    run_attempt: job.runAttempt,
    node_id: nodeId('CR', job.id),
    head_sha: entry.run.event.headSha,
    url: `${api}/actions/jobs/${job.id}`,
    html_url: `${repositoryPage(forge.links, repository)}/actions/runs/${job.runId}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: entry.run.createdAt,
    started_at: job.startedAt ?? entry.run.createdAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status === 'waiting' ? 'queued' : step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${api}/check-runs/${job.id}`,
    labels: job.labels,
    runner_id: hosted,
    runner_name: job.runnerName,
    runner_group_id: hosted,
    runner_group_name: hosted === null ? null : 'Default',
  }
}

/** `workflow` */
export function presentWorkflow(forge: ForgeState, repository: ForgeRepository, workflow: Workflow) {
  const page = repositoryPage(forge.links, repository)
  const file = workflow.path.split('/').at(-1) ?? workflow.path
  return {
    id: workflow.id,
    node_id: nodeId('W', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: `${repositoryApi(forge.links, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${page}/blob/${repository.defaultBranch}/${escapePath(workflow.path)}`,
    badge_url: `${page}/actions/workflows/${encodeURIComponent(file)}/badge.svg`,
  }
}

/** `artifact` */
export function presentArtifact(
  forge: ForgeState,
  repository: ForgeRepository,
  artifact: Artifact,
  expired: boolean,
) {
  const self = `${repositoryApi(forge.links, repository)}/actions/artifacts/${artifact.id}`
  const event = repository.runs.get(artifact.runId)?.run.event
  return {
    id: artifact.id,
    node_id: nodeId('A', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.sizeBytes,
    url: self,
    archive_download_url: `${self}/zip`,
    expired,
    digest: artifact.digest,
    created_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    updated_at: artifact.createdAt,
    workflow_run: {
      id: artifact.runId,
      repository_id: repository.id,
      head_repository_id: event?.headRepository.id ?? repository.id,
      head_branch: event?.headBranch ?? repository.defaultBranch,
      head_sha: event?.headSha ?? '',
    },
  }
}
