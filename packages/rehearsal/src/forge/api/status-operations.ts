import type { RepositoryCall } from '../http/call.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { created, list, ok, type Reply } from '../http/reply.ts'
import { presentAccount } from '../present/account.ts'
import { presentStatus } from '../present/check.ts'
import { presentMinimalRepository, repositoryApi } from '../present/repository.ts'
import type { CommitStatus } from '../state/check.ts'
import { requireCommit } from './commit-operations.ts'

/** Newest first. */
function statusesOf(call: RepositoryCall, sha: string): readonly CommitStatus[] {
  return call.repository.statuses.filter((status) => status.sha === sha).reverse()
}

async function combinedStatus(call: RepositoryCall): Promise<Reply> {
  const { forge, repository } = call
  const { oid } = await requireCommit(repository, call.text('ref'))
  const latest = new Map<string, CommitStatus>()
  for (const status of [...statusesOf(call, oid)].reverse()) latest.set(status.context, status)
  const states = [...latest.values()].map((status) => status.state)
  const bad = states.some((state) => state === 'failure' || state === 'error')
  const pending = states.length === 0 || states.includes('pending')
  const api = repositoryApi(forge.links, repository)
  return ok({
    state: bad ? 'failure' : pending ? 'pending' : 'success',
    statuses: [...latest.values()].map((status) => presentStatus(forge, repository, status)),
    sha: oid,
    total_count: latest.size,
    repository: presentMinimalRepository(forge.links, repository),
    commit_url: `${api}/commits/${oid}`,
    url: `${api}/commits/${oid}/status`,
  })
}

export const statusOperations: RepositoryOperations = {
  'POST /statuses/{sha}': {
    needs: ['statuses:write'],
    handle: async (call) => {
      const { forge, repository } = call
      const { oid } = await requireCommit(repository, call.text('sha'))
      const request = call.json<{
        readonly state: CommitStatus['state']
        readonly context?: string
        readonly description?: string | null
        readonly target_url?: string | null
      }>()
      const status: CommitStatus = {
        id: forge.nextId(),
        sha: oid,
        state: request.state,
        context: request.context ?? 'default',
        description: request.description ?? null,
        targetUrl: request.target_url ?? null,
        creator: call.account,
        createdAt: forge.time(),
      }
      repository.statuses.push(status)
      return created({
        ...presentStatus(forge, repository, status),
        creator: presentAccount(forge.links, status.creator),
      })
    },
  },
  'GET /commits/{ref}/status': { needs: ['statuses:read'], handle: combinedStatus },
  'GET /commits/{ref}/statuses': {
    needs: ['statuses:read'],
    handle: async (call) => {
      const { oid } = await requireCommit(call.repository, call.text('ref'))
      return list(statusesOf(call, oid), (status) => ({
        ...presentStatus(call.forge, call.repository, status),
        creator: presentAccount(call.forge.links, status.creator),
      }))
    },
  },
}
