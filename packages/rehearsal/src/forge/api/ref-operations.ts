import { isAncestor, objectType } from '../git/commits.ts'
import type { GitRef } from '../git/refs.ts'
import { isRefName } from '../git/refs.ts'
import { readTag, writeTag } from '../git/tags.ts'
import { found, type RepositoryCall } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { created, list, noContent, ok } from '../http/reply.ts'
import { nodeId } from '../present/node-id.ts'
import { repositoryApi } from '../present/repository.ts'
import { lockedRefs } from '../refs/lock-refs.ts'
import { moveRefs } from '../refs/move-refs.ts'
import { escapePath } from '../state/links.ts'
import { signatureOf } from './git-operations.ts'

function objectUrl(call: RepositoryCall, type: string, oid: string): string {
  return `${repositoryApi(call.forge.links, call.repository)}/git/${type}s/${oid}`
}

function presentRef(call: RepositoryCall, ref: GitRef) {
  return {
    ref: ref.name,
    node_id: nodeId('REF', `${call.repository.id}/${ref.name}`),
    url: `${repositoryApi(call.forge.links, call.repository)}/git/${escapePath(ref.name)}`,
    object: { type: ref.type, sha: ref.oid, url: objectUrl(call, ref.type, ref.oid) },
  }
}

async function presentTag(call: RepositoryCall, oid: string) {
  const tag = found(await readTag(call.repository.git, oid))
  return {
    node_id: nodeId('TA', oid),
    sha: oid,
    url: objectUrl(call, 'tag', oid),
    tagger: tag.tagger,
    object: { ...tag.object, url: objectUrl(call, tag.object.type, tag.object.sha) },
    tag: tag.name,
    message: tag.message,
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  }
}

/** @throws HttpError 422 for a ref that nobody may move */
function refuseLocked(call: RepositoryCall, ref: string): void {
  if (lockedRefs(call.repository).includes(ref) && call.repository.refs.has(ref))
    throw new HttpError(422, 'Repository rule violations found\n\nCannot update this protected ref.')
}

async function requireTarget(call: RepositoryCall, ref: string, sha: string): Promise<void> {
  const type = await objectType(call.repository.git, sha)
  if (type === undefined) throw new HttpError(422, 'Object does not exist')
  if (ref.startsWith('refs/heads/') && type !== 'commit') throw new HttpError(422, 'Reference update failed')
}

export const refOperations: RepositoryOperations = {
  'GET /git/ref/{ref}': {
    needs: ['contents:read'],
    handle: (call) => ok(presentRef(call, found(call.repository.refs.get(`refs/${call.text('ref')}`)))),
  },
  'GET /git/matching-refs/{ref}': {
    needs: ['contents:read'],
    handle: (call) => {
      const prefix = `refs/${call.text('ref')}`
      const refs = [...call.repository.refs.values()].filter((ref) => ref.name.startsWith(prefix))
      return list(refs, (ref) => presentRef(call, ref))
    },
  },
  'POST /git/refs': {
    needs: ['contents:write'],
    handle: async (call) => {
      const { ref, sha } = call.json<{ readonly ref: string; readonly sha: string }>()
      if (
        !/^refs\/[^/]+\/./.test(ref) ||
        ref.startsWith('refs/pull/') ||
        !(await isRefName(call.repository.git, ref))
      )
        throw new HttpError(422, 'Reference name must contain at least three slash-separated components.')
      await requireTarget(call, ref, sha)
      return call.forge.refLock.run(async () => {
        if (!(await moveRefs(call.forge, call.repository, [{ ref, to: sha, from: null }], call.pusher)))
          throw new HttpError(422, 'Reference already exists')
        return created(presentRef(call, found(call.repository.refs.get(ref))))
      })
    },
  },
  'PATCH /git/refs/{ref}': {
    needs: ['contents:write'],
    handle: async (call) => {
      const { sha, force } = call.json<{ readonly sha: string; readonly force?: boolean }>()
      const name = `refs/${call.text('ref')}`
      return call.forge.refLock.run(async () => {
        const present = call.repository.refs.get(name)
        if (!present) throw new HttpError(422, 'Reference does not exist')
        refuseLocked(call, name)
        await requireTarget(call, name, sha)
        if (force !== true && !(await isAncestor(call.repository.git, present.oid, sha)))
          throw new HttpError(422, 'Update is not a fast forward')
        const update = { ref: name, to: sha, from: present.oid }
        if (!(await moveRefs(call.forge, call.repository, [update], call.pusher)))
          throw new HttpError(409, 'Reference cannot be updated')
        return ok(presentRef(call, found(call.repository.refs.get(name))))
      })
    },
  },
  'DELETE /git/refs/{ref}': {
    needs: ['contents:write'],
    handle: (call) => {
      const ref = `refs/${call.text('ref')}`
      return call.forge.refLock.run(async () => {
        if (!call.repository.refs.has(ref) || ref.startsWith('refs/pull/'))
          throw new HttpError(422, 'Reference does not exist')
        refuseLocked(call, ref)
        await moveRefs(call.forge, call.repository, [{ ref, to: null }], call.pusher)
        return noContent()
      })
    },
  },
  'POST /git/tags': {
    needs: ['contents:write'],
    handle: async (call) => {
      const request = call.json<{
        readonly tag: string
        readonly message: string
        readonly object: string
        readonly type: string
        readonly tagger?: { readonly name: string; readonly email: string; readonly date?: string }
      }>()
      if (!(await isRefName(call.repository.git, `refs/tags/${request.tag}`)))
        throw new HttpError(422, `"${request.tag}" is not a valid tag name`)
      if ((await objectType(call.repository.git, request.object)) !== request.type)
        throw new HttpError(422, `Object ${request.object} is no ${request.type} of this repository`)
      const oid = await writeTag(call.repository.git, {
        name: request.tag,
        message: request.message,
        object: { sha: request.object, type: request.type },
        tagger: signatureOf(call, request.tagger),
      })
      return created(await presentTag(call, oid))
    },
  },
  'GET /git/tags/{tag_sha}': {
    needs: ['contents:read'],
    handle: async (call) => ok(await presentTag(call, call.text('tag_sha'))),
  },
}
