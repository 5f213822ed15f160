import { readCommit, writeCommit } from '../git/commits.ts'
import { editTree, listTree, readBlob, type TreeItem, treeItem, writeBlob } from '../git/trees.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { created, ok, type Reply } from '../http/reply.ts'
import { presentGitCommit } from '../present/commit.ts'
import { repositoryApi, repositoryPage } from '../present/repository.ts'
import { lockedRefs } from '../refs/lock-refs.ts'
import { moveRefs } from '../refs/move-refs.ts'
import { resolveRevision } from '../refs/resolve-revision.ts'
import { escapePath } from '../state/links.ts'
import { refuseOddPath, signatureOf, withIndex } from './git-operations.ts'

/** GitHub sends no content of files beyond this. */
const LARGEST_CONTENT = 1024 * 1024

function presentItem(call: RepositoryCall, item: TreeItem, ref: string) {
  const api = repositoryApi(call.forge.links, call.repository)
  const page = repositoryPage(call.forge.links, call.repository)
  const path = escapePath(item.path)
  const self = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`
  const git = `${api}/git/${item.type === 'tree' ? 'trees' : 'blobs'}/${item.oid}`
  const html = `${page}/${item.type === 'tree' ? 'tree' : 'blob'}/${escapePath(ref)}/${path}`
  return {
    name: item.path.split('/').at(-1) ?? '',
    path: item.path,
    sha: item.oid,
    size: item.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: item.type === 'blob' ? `${page}/raw/${escapePath(ref)}/${path}` : null,
    _links: { self, git, html },
  }
}

async function presentContent(call: RepositoryCall, item: TreeItem, ref: string): Promise<Reply> {
  const shown = presentItem(call, item, ref)
  if (item.type === 'commit') return ok({ ...shown, type: 'submodule', submodule_git_url: null })
  const bytes = await readBlob(call.repository.git, item.oid)
  if (call.wants('raw'))
    return { kind: 'bytes', contentType: 'application/vnd.github.raw+json; charset=utf-8', bytes }
  if (item.mode === '120000') return ok({ ...shown, type: 'symlink', target: bytes.toString() })
  const small = bytes.length <= LARGEST_CONTENT
  // GitHub breaks the lines of base64 after 60 characters.
  const content = small ? bytes.toString('base64').replace(/(.{60})/g, '$1\n') : ''
  return ok({ ...shown, type: 'file', encoding: small ? 'base64' : 'none', content })
}

function kindOf(item: TreeItem): string {
  if (item.type === 'tree') return 'dir'
  if (item.type === 'commit') return 'submodule'
  return item.mode === '120000' ? 'symlink' : 'file'
}

async function getContents(call: RepositoryCall, path: string): Promise<Reply> {
  const ref = call.query.get('ref') ?? call.repository.defaultBranch
  const commit = await resolveRevision(call.repository, ref)
  if (commit === undefined) throw new HttpError(404, `No commit found for the ref ${ref}`)
  const item = path === '' ? undefined : found(await treeItem(call.repository.git, commit, path))
  if (item && item.type !== 'tree') return presentContent(call, item, ref)
  const items = await listTree(call.repository.git, item?.oid ?? commit)
  return ok(
    items
      .map((child) => ({ ...child, path: path === '' ? child.path : `${path}/${child.path}` }))
      .map((child) => ({ ...presentItem(call, child, ref), type: kindOf(child) })),
  )
}

interface WriteRequest {
  readonly message: string
  readonly content?: string
  readonly sha?: string
  readonly branch?: string
  readonly author?: { readonly name?: string; readonly email?: string }
  readonly committer?: { readonly name?: string; readonly email?: string }
}

/** Commits one file to a branch, or takes it away. */
async function putContents(call: RepositoryCall, path: string, content: Buffer | null): Promise<Reply> {
  refuseOddPath(path)
  const { repository } = call
  const request = call.json<WriteRequest>()
  const branch = request.branch ?? repository.defaultBranch
  const tip = repository.branch(branch)?.oid
  if (tip === undefined && repository.head !== undefined)
    throw new HttpError(404, `Branch ${branch} not found`)
  if (lockedRefs(repository).includes(`refs/heads/${branch}`))
    throw new HttpError(
      409,
      'Repository rule violations found\n\nChanges must be made through a pull request.',
    )
  const present = tip === undefined ? undefined : await treeItem(repository.git, tip, path)
  if (content === null && !present) throw HttpError.notFound()
  if (present && request.sha === undefined)
    throw new HttpError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
  if (request.sha !== undefined && request.sha !== present?.oid)
    throw new HttpError(409, `${path} does not match ${request.sha}`)
  const oid = content === null ? null : await writeBlob(repository.git, content)
  const edits = [{ path, mode: present?.mode ?? '100644', oid }]
  const tree = await withIndex(call, (file) => editTree(repository.git, tip, edits, file))
  const author = signatureOf(call, request.author ?? request.committer)
  const commit = await writeCommit(repository.git, {
    tree,
    parents: tip === undefined ? [] : [tip],
    author,
    committer: request.committer ? signatureOf(call, request.committer) : author,
    message: request.message,
  })
  const update = { ref: `refs/heads/${branch}`, to: commit, from: tip ?? null }
  if (!(await moveRefs(call.forge, repository, [update], call.pusher)))
    throw new HttpError(409, `${branch} was modified`)
  const item = await treeItem(repository.git, commit, path)
  const body = {
    content: item === undefined ? null : { ...presentItem(call, item, branch), type: 'file' },
    commit: presentGitCommit(call.forge, repository, found(await readCommit(repository.git, commit))),
  }
  return present ? ok(body) : created(body)
}

export const contentsOperations: RepositoryOperations = {
  'GET /contents/{path}': {
    needs: ['contents:read'],
    handle: (call) => getContents(call, call.text('path').replace(/\/$/, '')),
  },
  'PUT /contents/{path}': {
    needs: ['contents:write'],
    handle: (call) => {
      const { content } = call.json<{ readonly content: string }>()
      return call.forge.refLock.run(() =>
        putContents(call, call.text('path'), Buffer.from(content, 'base64')),
      )
    },
  },
  'DELETE /contents/{path}': {
    needs: ['contents:write'],
    handle: (call) => call.forge.refLock.run(() => putContents(call, call.text('path'), null)),
  },
  'GET /readme': {
    needs: ['contents:read'],
    handle: async (call) => {
      const commit = call.repository.head
      const items = commit === undefined ? [] : await listTree(call.repository.git, commit)
      return getContents(call, found(items.find((item) => /^readme(\.\w+)?$/i.test(item.path))).path)
    },
  },
}
