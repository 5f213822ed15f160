import type { CheckAnnotation, CheckRun, CommitStatus } from '../state/check.ts'
import type { ForgeState } from '../state/forge-state.ts'
import { escapePath } from '../state/links.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { presentAccount } from './account.ts'
import { presentActionsApp } from './actions-app.ts'
import { presentSimpleCommit } from './commit.ts'
import { nodeId } from './node-id.ts'
import { presentPullMinimal } from './pull.ts'
import { presentMinimalRepository, repositoryApi, repositoryPage } from './repository.ts'

/** Open pull requests of this repository whose head a commit is. */
function pullsOfHead(forge: ForgeState, repository: ForgeRepository, sha: string) {
  return [...repository.pulls.values()]
    .filter((pull) => pull.state === 'open' && pull.head.sha === sha && pull.head.repository === repository)
    .map((pull) => presentPullMinimal(forge, repository, pull))
}

/** `check-run` */
export function presentCheck(forge: ForgeState, repository: ForgeRepository, check: CheckRun) {
  const api = `${repositoryApi(forge.links, repository)}/check-runs/${check.id}`
  const posted = repository.checks.has(check.id)
  const page = posted
    ? `${repositoryPage(forge.links, repository)}/runs/${check.id}`
    : `${forge.links.server}${check.detailsUrl}`
  return {
    id: check.id,
    name: check.name,
    node_id: nodeId('CR', check.id),
    head_sha: check.headSha,
    external_id: check.externalId ?? '',
    url: api,
    html_url: page,
    details_url: posted ? (check.detailsUrl ?? page) : page,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      ...check.output,
      annotations_count: check.annotations.length,
      annotations_url: `${api}/annotations`,
    },
    check_suite: { id: check.suiteId },
    app: presentActionsApp(forge.links),
    pull_requests: pullsOfHead(forge, repository, check.headSha),
  }
}

/** `check-annotation` */
export function presentAnnotation(
  forge: ForgeState,
  repository: ForgeRepository,
  annotation: CheckAnnotation,
  sha: string,
) {
  const path = annotation.path ?? '.github'
  const line = annotation.startLine ?? 1
  return {
    path,
    blob_href: `${repositoryPage(forge.links, repository)}/blob/${sha}/${escapePath(path)}`,
    start_line: line,
    end_line: annotation.endLine ?? line,
    start_column: annotation.startColumn ?? null,
    end_column: annotation.endColumn ?? null,
    annotation_level: annotation.level,
    title: annotation.title ?? '',
    message: annotation.message,
    raw_details: annotation.rawDetails ?? '',
  }
}

/** A check suite: the checks of one run, or those that were posted for one commit. */
export interface CheckSuite {
  readonly id: number
  readonly sha: string
  readonly branch: string | null
  readonly checks: readonly CheckRun[]
  readonly createdAt: string
}

/** `check-suite`; its state is that of its slowest and worst check. */
export function presentSuite(forge: ForgeState, repository: ForgeRepository, suite: CheckSuite) {
  const api = `${repositoryApi(forge.links, repository)}/check-suites/${suite.id}`
  const done = suite.checks.every((check) => check.status === 'completed')
  const bad = suite.checks.find(
    (check) => !['success', 'neutral', 'skipped'].includes(check.conclusion ?? ''),
  )
  const commit = repository.knownCommits.get(suite.sha)
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.branch,
    head_sha: suite.sha,
    status: done ? 'completed' : 'in_progress',
    conclusion: done ? (bad?.conclusion ?? 'success') : null,
    url: api,
    before: null,
    after: suite.sha,
    pull_requests: pullsOfHead(forge, repository, suite.sha),
    app: presentActionsApp(forge.links),
    repository: presentMinimalRepository(forge.links, repository),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
    head_commit: commit === undefined ? null : presentSimpleCommit(commit),
    latest_check_runs_count: suite.checks.length,
    check_runs_url: `${api}/check-runs`,
    rerequestable: false,
    runs_rerequestable: false,
  }
}

/** `simple-commit-status`; with its creator it is `status`. */
export function presentStatus(forge: ForgeState, repository: ForgeRepository, status: CommitStatus) {
  return {
    url: `${repositoryApi(forge.links, repository)}/statuses/${status.sha}`,
    avatar_url: presentAccount(forge.links, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  }
}
