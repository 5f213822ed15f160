import type { GitCommit, GitSignature } from '../git/commits.ts'
import type { FileDiff } from '../git/diff.ts'
import type { Account } from '../state/account.ts'
import type { ForgeState } from '../state/forge-state.ts'
import { escapePath } from '../state/links.ts'
import type { ForgeRepository } from '../state/repository.ts'
import { presentAccount } from './account.ts'
import { nodeId } from './node-id.ts'
import { repositoryApi, repositoryPage } from './repository.ts'

const UNVERIFIED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }

function accountBehind(forge: ForgeState, person: GitSignature): Account | undefined {
  return [...forge.accounts.values()].find((account) => account.email === person.email)
}

/** `commit` */
export function presentCommit(forge: ForgeState, repository: ForgeRepository, commit: GitCommit) {
  const { links } = forge
  const api = repositoryApi(links, repository)
  const page = repositoryPage(links, repository)
  const author = accountBehind(forge, commit.author)
  const committer = accountBehind(forge, commit.committer)
  return {
    sha: commit.oid,
    node_id: nodeId('C', commit.oid),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.oid}`,
      comment_count: 0,
      verification: UNVERIFIED,
    },
    url: `${api}/commits/${commit.oid}`,
    html_url: `${page}/commit/${commit.oid}`,
    comments_url: `${api}/commits/${commit.oid}/comments`,
    author: author ? presentAccount(links, author) : null,
    committer: committer ? presentAccount(links, committer) : null,
    parents: presentParents(forge, repository, commit),
  }
}

/** `git-commit` */
export function presentGitCommit(forge: ForgeState, repository: ForgeRepository, commit: GitCommit) {
  const api = repositoryApi(forge.links, repository)
  return {
    sha: commit.oid,
    node_id: nodeId('C', commit.oid),
    url: `${api}/git/commits/${commit.oid}`,
    html_url: `${repositoryPage(forge.links, repository)}/commit/${commit.oid}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: presentParents(forge, repository, commit),
    verification: UNVERIFIED,
  }
}

function presentParents(forge: ForgeState, repository: ForgeRepository, commit: GitCommit) {
  return commit.parents.map((sha) => ({
    sha,
    url: `${repositoryApi(forge.links, repository)}/commits/${sha}`,
    html_url: `${repositoryPage(forge.links, repository)}/commit/${sha}`,
  }))
}

/** `simple-commit` */
export function presentSimpleCommit(commit: GitCommit) {
  return {
    id: commit.oid,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  }
}

/** `diff-entry`; a patch of more than 400 kB is left out. */
export function presentFile(forge: ForgeState, repository: ForgeRepository, file: FileDiff, commit: string) {
  const page = repositoryPage(forge.links, repository)
  const path = escapePath(file.path)
  return {
    sha: file.oid,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${commit}/${path}`,
    raw_url: `${page}/raw/${commit}/${path}`,
    contents_url: `${repositoryApi(forge.links, repository)}/contents/${path}?ref=${commit}`,
    ...(file.patch !== undefined && file.patch.length <= 400_000 ? { patch: file.patch } : {}),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  }
}
