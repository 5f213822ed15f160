import type { Links } from '../state/links.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { presentAccount } from './account.ts'
import { nodeId } from './node-id.ts'

/** Parts of the API below a repository, with the variables of their templates. */
const TEMPLATES: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
}

export function repositoryApi(links: Links, repository: ForgeRepository): string {
  return `${links.api}/repos/${repository.fullName}`
}

export function repositoryPage(links: Links, repository: ForgeRepository): string {
  return `${links.server}/${repository.fullName}`
}

/** Address to clone from. */
export function cloneAddress(links: Links, repository: ForgeRepository): string {
  return `${links.local}/${repository.fullName}.git`
}

function openThreads(repository: ForgeRepository): number {
  const threads = [...repository.issues.values(), ...repository.pulls.values()]
  return threads.filter((thread) => thread.state === 'open').length
}

/** `minimal-repository`: how a repository is named in passing. */
export function presentMinimalRepository(links: Links, repository: ForgeRepository) {
  const api = repositoryApi(links, repository)
  const templates = Object.entries(TEMPLATES).map(([name, path]) => [name, `${api}${path}`])
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: repository.fullName,
    private: repository.private,
    owner: presentAccount(links, repository.owner),
    html_url: repositoryPage(links, repository),
    description: repository.description,
    fork: repository.source !== undefined,
    url: api,
    ...(Object.fromEntries(templates) as Record<string, string>),
  }
}

/** `repository` */
export function presentRepository(links: Links, repository: ForgeRepository) {
  const clone = cloneAddress(links, repository)
  const open = openThreads(repository)
  return {
    ...presentMinimalRepository(links, repository),
    git_url: clone,
    ssh_url: `git@github.localhost:${repository.fullName}.git`,
    clone_url: clone,
    svn_url: repositoryPage(links, repository),
    mirror_url: null,
    homepage: null,
    language: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    forks_count: 0,
    forks: 0,
    open_issues_count: open,
    open_issues: open,
    default_branch: repository.defaultBranch,
    license: null,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    allow_forking: true,
    web_commit_signoff_required: false,
    visibility: repository.private ? 'private' : 'public',
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
  }
}

/** `full-repository`; what may be done with it depends on who asks. */
export function presentFullRepository(
  links: Links,
  repository: ForgeRepository,
  rights: { readonly admin: boolean; readonly push: boolean },
) {
  const source = repository.source && presentRepository(links, repository.source)
  return {
    ...presentRepository(links, repository),
    permissions: {
      admin: rights.admin,
      maintain: rights.admin,
      push: rights.push,
      triage: rights.push,
      pull: true,
    },
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    allow_update_branch: true,
    delete_branch_on_merge: false,
    subscribers_count: 0,
    network_count: 0,
    ...(source ? { parent: source, source } : {}),
  }
}
