import { commitsBetween, type GitCommit, mergeBase } from '../git/commits.ts'
import { diffTrees } from '../git/diff.ts'
import { rememberCommits } from '../git/known-commits.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { list, ok, type Reply } from '../http/reply.ts'
import { presentCommit, presentFile } from '../present/commit.ts'
import { presentPullSimple } from '../present/pull.ts'
import { repositoryApi, repositoryPage } from '../present/repository.ts'
import { pullsWithCommit } from '../pulls/pulls-with-commit.ts'
import { resolveRevision } from '../refs/resolve-revision.ts'
import type { ForgeRepository } from '../state/repository.ts'

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
/** GitHub lists no more files of a comparison. */
const MOST_FILES = 300

/** @throws HttpError 422 as GitHub for what names no commit */
export async function requireCommit(repository: ForgeRepository, text: string): Promise<GitCommit> {
  const oid = await resolveRevision(repository, text)
  const [commit] = oid === undefined ? [] : await rememberCommits(repository, [oid])
  if (commit === undefined) throw new HttpError(422, `No commit found for SHA: ${text}`)
  return commit
}

/** Names of commits of a repository, as `git log` would list them. */
async function logOids(call: RepositoryCall): Promise<readonly string[]> {
  const { query, repository } = call
  const start = query.get('sha')
  const tip = start === null ? repository.head : await resolveRevision(repository, start)
  if (tip === undefined)
    throw start === null ? new HttpError(409, 'Git Repository is empty.') : HttpError.notFound()
  const filters = ['since', 'until', 'author'].flatMap((name) => {
    const value = query.get(name)
    return value === null ? [] : [`--${name}=${value}`]
  })
  const path = query.get('path')
  return repository.git.lines(['rev-list', ...filters, tip, '--', ...(path === null ? [] : [path])])
}

async function presentOid(call: RepositoryCall, oid: string) {
  const [commit] = await rememberCommits(call.repository, [oid])
  return presentCommit(call.forge, call.repository, found(commit))
}

async function getCommit(call: RepositoryCall): Promise<Reply> {
  const { repository } = call
  const commit = await requireCommit(repository, call.text('ref'))
  if (call.wants('sha'))
    return { kind: 'bytes', contentType: 'application/vnd.github.sha', bytes: commit.oid }
  const from = commit.parents[0] ?? EMPTY_TREE
  if (call.wants('diff')) return diffText(repository, from, commit.oid)
  const files = await diffTrees(repository.git, from, commit.oid)
  const additions = files.reduce((sum, file) => sum + file.additions, 0)
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0)
  return ok({
    ...presentCommit(call.forge, repository, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.slice(0, MOST_FILES).map((file) => presentFile(call.forge, repository, file, commit.oid)),
  })
}

/** A unified diff as text. */
export async function diffText(repository: ForgeRepository, from: string, to: string): Promise<Reply> {
  const bytes = await repository.git.bytes(['diff-tree', '-r', '-M', '-p', '--no-color', from, to])
  return { kind: 'bytes', contentType: 'application/vnd.github.diff; charset=utf-8', bytes }
}

/** One end of "base...head": of this repository, or "owner:branch" of a fork of it. */
async function compareEnd(call: RepositoryCall, text: string): Promise<string> {
  const { forge, repository } = call
  const [, owner, branch] = /^([^:]+):(.+)$/.exec(text) ?? []
  if (owner === undefined || branch === undefined) return found(await resolveRevision(repository, text))
  const other = forge.repositories.find(
    (candidate) =>
      candidate.owner.login.toLowerCase() === owner.toLowerCase() &&
      (candidate === repository || candidate.source === repository),
  )
  const oid = found(found(other).branch(branch)).oid
  if (other !== repository)
    await repository.git.text([
      'fetch',
      '--quiet',
      '--no-tags',
      found(other).git.path,
      `refs/heads/${branch}`,
    ])
  return oid
}

async function compare(call: RepositoryCall): Promise<Reply> {
  const { forge, repository } = call
  const basehead = call.text('basehead')
  const [left = '', right = ''] = basehead.split('...')
  const base = await compareEnd(call, left)
  const head = await compareEnd(call, right)
  const start = found(await mergeBase(repository.git, base, head))
  if (call.wants('diff')) return diffText(repository, start, head)
  const ahead = await commitsBetween(repository.git, base, head)
  const behind = await commitsBetween(repository.git, head, base)
  const files = await diffTrees(repository.git, start, head)
  const page = `${repositoryPage(forge.links, repository)}/compare/${basehead}`
  const status =
    ahead.length > 0 ? (behind.length > 0 ? 'diverged' : 'ahead') : behind.length > 0 ? 'behind' : 'identical'
  return ok({
    url: `${repositoryApi(forge.links, repository)}/compare/${basehead}`,
    html_url: page,
    permalink_url: `${repositoryPage(forge.links, repository)}/compare/${base}...${head}`,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: await presentOid(call, base),
    merge_base_commit: await presentOid(call, start),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: await Promise.all(ahead.slice(0, 250).map((oid) => presentOid(call, oid))),
    files: files.slice(0, MOST_FILES).map((file) => presentFile(forge, repository, file, head)),
  })
}

export const commitOperations: RepositoryOperations = {
  'GET /commits': {
    needs: ['contents:read'],
    handle: async (call) => list(await logOids(call), (oid) => presentOid(call, oid)),
  },
  'GET /commits/{ref}': { needs: ['contents:read'], handle: getCommit },
  'GET /commits/{commit_sha}/pulls': {
    needs: ['pull-requests:read', 'contents:read'],
    handle: async (call) => {
      const { oid } = await requireCommit(call.repository, call.text('commit_sha'))
      const pulls = pullsWithCommit(call.repository, oid)
      return list(pulls, (pull) => presentPullSimple(call.forge, call.repository, pull))
    },
  },
  'GET /compare/{basehead}': { needs: ['contents:read'], handle: compare },
}
