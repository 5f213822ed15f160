import type { Account } from '../state/account.ts'
import type { ForgeState } from '../state/forge-state.ts'
import type { Issue, IssueComment, PullRequest } from '../state/issue.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { presentAccount } from './account.ts'
import { presentActionsApp } from './actions-app.ts'
import { nodeId } from './node-id.ts'
import { repositoryApi, repositoryPage } from './repository.ts'

/** What somebody is to a repository. */
export function association(repository: ForgeRepository, account: Account): string {
  if (account.id === repository.owner.id) return 'OWNER'
  if (repository.collaborators.has(account.login.toLowerCase())) return 'COLLABORATOR'
  const merged = [...repository.pulls.values()].some((pull) => pull.merged && pull.author.id === account.id)
  return merged ? 'CONTRIBUTOR' : 'NONE'
}

export function presentLabels(forge: ForgeState, repository: ForgeRepository, labels: readonly string[]) {
  return labels.map((name, at) => ({
    id: at + 1,
    node_id: nodeId('LA', `${repository.id}/${name}`),
    url: `${repositoryApi(forge.links, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: '',
    color: 'ededed',
    default: false,
  }))
}

/** Where a pull request is found. */
export function pullAddresses(forge: ForgeState, repository: ForgeRepository, pull: PullRequest) {
  const api = repositoryApi(forge.links, repository)
  const page = `${repositoryPage(forge.links, repository)}/pull/${pull.number}`
  const self = `${api}/pulls/${pull.number}`
  const issue = `${api}/issues/${pull.number}`
  return {
    url: self,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
  }
}

/** `issue`; a pull request is one too. */
export function presentIssue(forge: ForgeState, repository: ForgeRepository, thread: Issue | PullRequest) {
  const api = repositoryApi(forge.links, repository)
  const self = `${api}/issues/${thread.number}`
  const comments = [...repository.comments.values()].filter((comment) => comment.number === thread.number)
  const page = repositoryPage(forge.links, repository)
  return {
    id: thread.id,
    node_id: nodeId('I', thread.id),
    url: self,
    repository_url: api,
    labels_url: `${self}/labels{/name}`,
    comments_url: `${self}/comments`,
    events_url: `${self}/events`,
    html_url: `${page}/${thread.kind === 'pull' ? 'pull' : 'issues'}/${thread.number}`,
    number: thread.number,
    title: thread.title,
    user: presentAccount(forge.links, thread.author),
    labels: presentLabels(forge, repository, thread.labels),
    state: thread.state,
    ...(thread.kind === 'issue' ? { state_reason: thread.stateReason } : {}),
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: comments.length,
    created_at: thread.createdAt,
    updated_at: thread.updatedAt,
    closed_at: thread.closedAt,
    author_association: association(repository, thread.author),
    body: thread.body,
    ...(thread.viaApp ? { performed_via_github_app: presentActionsApp(forge.links) } : {}),
    ...(thread.kind === 'pull'
      ? { draft: thread.draft, pull_request: presentPullLink(forge, repository, thread) }
      : {}),
  }
}

function presentPullLink(forge: ForgeState, repository: ForgeRepository, pull: PullRequest) {
  const { url, html_url, diff_url, patch_url } = pullAddresses(forge, repository, pull)
  return { url, html_url, diff_url, patch_url, merged_at: pull.merged?.at ?? null }
}

/** `issue-comment` */
export function presentComment(forge: ForgeState, repository: ForgeRepository, comment: IssueComment) {
  const api = repositoryApi(forge.links, repository)
  const kind = repository.pulls.has(comment.number) ? 'pull' : 'issues'
  const page = `${repositoryPage(forge.links, repository)}/${kind}/${comment.number}`
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.number}`,
    user: presentAccount(forge.links, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repository, comment.author),
    performed_via_github_app: comment.viaApp ? presentActionsApp(forge.links) : null,
  }
}
