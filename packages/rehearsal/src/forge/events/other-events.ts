import type { WorkflowEvent } from '../../model.ts'
import { presentComment, presentIssue } from '../present/issue.ts'
import { presentRelease } from '../present/release.ts'
import type { Account } from '../state/account.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { Issue, IssueComment, PullRequest } from '../state/issue.ts'
import type { Release } from '../state/release.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { atDefaultBranch, commonPayload } from './emit.ts'

/** `workflow_dispatch` of one workflow file, at a branch or tag. */
export function workflowDispatchEvent(
  forge: ForgeState,
  repository: ForgeRepository,
  request: {
    readonly ref: string
    readonly sha: string
    readonly path: string
    readonly inputs: Readonly<Record<string, unknown>>
    readonly sender: Account
  },
): WorkflowEvent {
  return {
    name: 'workflow_dispatch',
    repository: repository.ref,
    payload: {
      inputs: request.inputs,
      ref: request.ref,
      workflow: request.path,
      ...commonPayload(forge, repository, request.sender),
    },
    sha: request.sha,
    ref: request.ref,
    workflowSha: request.sha,
    headSha: request.sha,
    headBranch: request.ref.replace(/^refs\/(heads|tags)\//, ''),
    headRepository: repository.ref,
    actor: request.sender.login,
    pullRequests: [],
    workflowPath: request.path,
  }
}

/** `repository_dispatch`; undefined in an empty repository. */
export function repositoryDispatchEvent(
  forge: ForgeState,
  repository: ForgeRepository,
  request: { readonly type: string; readonly payload: unknown; readonly sender: Account },
): WorkflowEvent | undefined {
  const place = atDefaultBranch(repository)
  if (!place) return undefined
  return {
    ...place,
    name: 'repository_dispatch',
    action: request.type,
    payload: {
      action: request.type,
      branch: repository.defaultBranch,
      client_payload: request.payload ?? {},
      ...commonPayload(forge, repository, request.sender),
    },
    actor: request.sender.login,
  }
}

/** `issue_comment` created; undefined in an empty repository. */
export function issueCommentEvent(
  forge: ForgeState,
  repository: ForgeRepository,
  thread: Issue | PullRequest,
  comment: IssueComment,
): WorkflowEvent | undefined {
  const place = atDefaultBranch(repository)
  if (!place) return undefined
  return {
    ...place,
    name: 'issue_comment',
    action: 'created',
    payload: {
      action: 'created',
      issue: presentIssue(forge, repository, thread),
      comment: presentComment(forge, repository, comment),
      ...commonPayload(forge, repository, comment.author),
    },
    actor: comment.author.login,
  }
}

/** `release` published; runs on the commit of the release's tag. */
export function releasePublishedEvent(
  forge: ForgeState,
  repository: ForgeRepository,
  release: Release,
  commit: string,
  sender: Account,
): WorkflowEvent {
  return {
    name: 'release',
    action: 'published',
    repository: repository.ref,
    payload: {
      action: 'published',
      release: presentRelease(forge, repository, release),
      ...commonPayload(forge, repository, sender),
    },
    sha: commit,
    ref: `refs/tags/${release.tag}`,
    workflowSha: commit,
    headSha: commit,
    headBranch: release.tag,
    headRepository: repository.ref,
    actor: sender.login,
    pullRequests: [],
  }
}
