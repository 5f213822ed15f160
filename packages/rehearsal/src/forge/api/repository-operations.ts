import { emitEvent } from '../events/emit.ts'
import { repositoryDispatchEvent } from '../events/other-events.ts'
import { found } from '../http/call.ts'
import { HttpError } from '../http/http-error.ts'
import type { RepositoryOperations } from '../http/operation.ts'
import { accepted, list, noContent, ok } from '../http/reply.ts'
import { presentAccount } from '../present/account.ts'
import { presentFullRepository, presentMinimalRepository } from '../present/repository.ts'
import { createRepositoryFork } from '../repositories/create-repository.ts'
import { userActor } from '../state/actor.ts'
import { roleOf } from '../state/rights.ts'

export const repositoryOperations: RepositoryOperations = {
  'GET ': {
    needs: ['metadata:read'],
    handle: (call) => {
      const role = roleOf(call.actor, call.repository)
      const rights = { admin: role === 'admin', push: call.may('contents:write') }
      return ok(presentFullRepository(call.forge.links, call.repository, rights))
    },
  },
  'GET /forks': {
    needs: ['metadata:read'],
    handle: ({ forge, repository }) => {
      const forks = forge.repositories.filter((candidate) => candidate.source === repository)
      return list(forks, (fork) => presentMinimalRepository(forge.links, fork))
    },
  },
  'POST /forks': {
    needs: ['administration:write'],
    forEverybody: true,
    handle: async (call) => {
      const { name } = call.json<{ readonly name?: string }>()
      const fork = await createRepositoryFork(call.forge, call.repository, call.account, name)
      return accepted(presentFullRepository(call.forge.links, fork, { admin: true, push: true }))
    },
  },
  'POST /dispatches': {
    needs: ['contents:write'],
    handle: (call) => {
      const { event_type, client_payload } = call.json<{ event_type: string; client_payload?: object }>()
      if (Object.keys(client_payload ?? {}).length > 10)
        throw new HttpError(422, 'No more than 10 properties are allowed; client_payload has more')
      const request = { type: event_type, payload: client_payload, sender: call.account }
      const event = repositoryDispatchEvent(call.forge, call.repository, request)
      if (event) emitEvent(call.forge, event, call.actor)
      return noContent()
    },
  },
  'GET /collaborators/{username}/permission': {
    needs: ['metadata:read'],
    handle: (call) => {
      const account = found(call.forge.accounts.get(call.text('username').toLowerCase()))
      const role = roleOf(userActor(account), call.repository) ?? 'none'
      const rights = { admin: role === 'admin', push: role === 'admin' || role === 'write' }
      return ok({
        permission: role,
        role_name: role,
        user: {
          ...presentAccount(call.forge.links, account),
          permissions: {
            admin: rights.admin,
            maintain: rights.admin,
            push: rights.push,
            triage: rights.push,
            pull: role !== 'none',
          },
          role_name: role,
        },
      })
    },
  },
  'GET /immutable-releases': {
    needs: ['administration:read'],
    handle: ({ repository }) => {
      if (!repository.settings.immutableReleases) throw HttpError.notFound()
      return ok({ enabled: true, enforced_by_owner: false })
    },
  },
  'PUT /immutable-releases': {
    needs: ['administration:write'],
    handle: ({ repository }) => {
      repository.settings.immutableReleases = true
      return noContent()
    },
  },
  'DELETE /immutable-releases': {
    needs: ['administration:write'],
    handle: ({ repository }) => {
      repository.settings.immutableReleases = false
      return noContent()
    },
  },
}
