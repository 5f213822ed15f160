import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type GitSignature, objectType, readCommit, writeCommit } from '../git/commits.ts'
import { editTree, listTree, readBlob, type TreeEdit, writeBlob } from '../git/trees.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { created, ok } from '../http/reply.ts'
import { presentGitCommit } from '../present/commit.ts'
import { nodeId } from '../present/node-id.ts'
import { repositoryApi } from '../present/repository.ts'
import type { ForgeRepository } from '../state/repository.ts'

interface Person {
  readonly name?: string
  readonly email?: string
  readonly date?: string
}

interface TreeRequest {
  readonly base_tree?: string
  readonly tree: readonly {
    readonly path?: string
    readonly mode?: string
    readonly type?: string
    readonly sha?: string | null
    readonly content?: string
  }[]
}

/** Who a commit or tag is by: what the request says, else the caller. */
export function signatureOf(call: RepositoryCall, person: Person | undefined): GitSignature {
  const date = person?.date === undefined ? call.forge.time() : new Date(person.date).toISOString()
  return { name: person?.name ?? call.account.name, email: person?.email ?? call.account.email, date }
}

/** Runs an edit of trees on an index of its own. */
export async function withIndex<T>(call: RepositoryCall, edit: (file: string) => Promise<T>): Promise<T> {
  const file = join(call.repository.git.path, `index-${call.forge.nextId()}`)
  try {
    return await edit(file)
  } finally {
    await rm(file, { force: true })
  }
}

async function requireObject(repository: ForgeRepository, oid: string, type: string): Promise<string> {
  if ((await objectType(repository.git, oid)) === type) return oid
  throw new HttpError(
    422,
    `${type === 'commit' ? 'Parent' : 'Tree'} SHA does not exist or is not a ${type} object`,
  )
}

async function presentTree(call: RepositoryCall, tree: string, recursive: boolean) {
  const api = repositoryApi(call.forge.links, call.repository)
  const items = await listTree(call.repository.git, tree, { recursive })
  return {
    sha: tree,
    url: `${api}/git/trees/${tree}`,
    truncated: false,
    tree: items.map((item) => ({
      path: item.path,
      mode: item.mode,
      type: item.type,
      sha: item.oid,
      ...(item.size === undefined ? {} : { size: item.size }),
      url: `${api}/git/${item.type === 'tree' ? 'trees' : 'blobs'}/${item.oid}`,
    })),
  }
}

/** @throws HttpError 422 for a path that leads out of the tree, or that Git would not take */
export function refuseOddPath(path: string): void {
  const odd =
    path.includes('\0') ||
    path.split('/').some((part) => ['', '.', '..'].includes(part) || /^\.git$/i.test(part))
  if (odd) throw new HttpError(422, 'tree.path contains a malformed path component')
}

async function editOf(call: RepositoryCall, entry: TreeRequest['tree'][number]): Promise<TreeEdit> {
  const path = entry.path ?? ''
  refuseOddPath(path)
  const mode = entry.mode ?? '100644'
  if (entry.content !== undefined)
    return { path, mode, oid: await writeBlob(call.repository.git, Buffer.from(entry.content)) }
  if (entry.sha === undefined) throw new HttpError(422, 'Must supply either tree.sha or tree.content')
  if (
    entry.sha !== null &&
    mode !== '160000' &&
    (await objectType(call.repository.git, entry.sha)) === undefined
  )
    throw new HttpError(422, `tree.sha ${entry.sha} is not a valid ${entry.type ?? 'blob'}`)
  return { path, mode, oid: entry.sha }
}

export const gitOperations: RepositoryOperations = {
  'POST /git/blobs': {
    needs: ['contents:write'],
    handle: async (call) => {
      const { content, encoding } = call.json<{ readonly content: string; readonly encoding?: string }>()
      const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8')
      const sha = await writeBlob(call.repository.git, bytes)
      return created({ sha, url: `${repositoryApi(call.forge.links, call.repository)}/git/blobs/${sha}` })
    },
  },
  'GET /git/blobs/{file_sha}': {
    needs: ['contents:read'],
    handle: async (call) => {
      const sha = call.text('file_sha')
      if ((await objectType(call.repository.git, sha)) !== 'blob') throw HttpError.notFound()
      const bytes = await readBlob(call.repository.git, sha)
      if (call.wants('raw'))
        return { kind: 'bytes', contentType: 'application/vnd.github.raw+json; charset=utf-8', bytes }
      return ok({
        sha,
        node_id: nodeId('B', sha),
        size: bytes.length,
        url: `${repositoryApi(call.forge.links, call.repository)}/git/blobs/${sha}`,
        content: bytes.toString('base64'),
        encoding: 'base64',
      })
    },
  },
  'POST /git/trees': {
    needs: ['contents:write'],
    handle: async (call) => {
      const request = call.json<TreeRequest>()
      const { git } = call.repository
      const base = request.base_tree
      const type = base === undefined ? undefined : await objectType(git, base)
      if (base !== undefined && type !== 'tree' && type !== 'commit') throw HttpError.notFound()
      const edits: TreeEdit[] = []
      for (const entry of request.tree) edits.push(await editOf(call, entry))
      const tree = await withIndex(call, (file) => editTree(git, base, edits, file))
      return created(await presentTree(call, tree, false))
    },
  },
  'GET /git/trees/{tree_sha}': {
    needs: ['contents:read'],
    handle: async (call) => {
      const name = call.text('tree_sha')
      const ref = call.repository.branch(name) ?? call.repository.tag(name)
      const revision = `${ref?.commit ?? name}^{tree}`
      const tree = await call.repository.git.attempt(['rev-parse', '--verify', '--quiet', revision])
      if (tree.status !== 0 || name.startsWith('-')) throw HttpError.notFound()
      return ok(await presentTree(call, tree.stdout.toString().trim(), call.query.has('recursive')))
    },
  },
  'POST /git/commits': {
    needs: ['contents:write'],
    handle: async (call) => {
      const request = call.json<{
        readonly message: string
        readonly tree: string
        readonly parents?: readonly string[]
        readonly author?: Person
        readonly committer?: Person
      }>()
      const { git } = call.repository
      const tree = await requireObject(call.repository, request.tree, 'tree')
      const parents: string[] = []
      for (const parent of request.parents ?? [])
        parents.push(await requireObject(call.repository, parent, 'commit'))
      const author = signatureOf(call, request.author)
      const committer = request.committer ? signatureOf(call, request.committer) : author
      const oid = await writeCommit(git, { tree, parents, author, committer, message: request.message })
      return created(presentGitCommit(call.forge, call.repository, found(await readCommit(git, oid))))
    },
  },
  'GET /git/commits/{commit_sha}': {
    needs: ['contents:read'],
    handle: async (call) => {
      const sha = call.text('commit_sha')
      if ((await objectType(call.repository.git, sha)) !== 'commit') throw HttpError.notFound()
      return ok(
        presentGitCommit(call.forge, call.repository, found(await readCommit(call.repository.git, sha))),
      )
    },
  },
}
