import type { PermissionLevel } from '../../model.ts'
import type { Actor } from './actor.ts'
import type { ForgeRepository } from './repository.ts'
import type { Role } from './settings.ts'

/** A right that an operation asks for, like "contents:write". */
export type Right = `${string}:${'read' | 'write'}`

/** Scopes that a reader of a repository does not see. */
const PRIVATE_SCOPES = new Set(['administration', 'secrets', 'variables'])
/** Scopes that no `permissions:` can give to a job. */
const NOT_FOR_JOBS = new Set(['administration', 'secrets', 'variables', 'environments'])

/** The role of a person in a repository; undefined where even reading is not allowed. */
export function roleOf(actor: Actor, repository: ForgeRepository): Role | undefined {
  if (actor.kind === 'user') {
    if (actor.account.id === repository.owner.id) return 'admin'
    const role = repository.collaborators.get(actor.account.login.toLowerCase())
    if (role) return role
  }
  return repository.private ? undefined : 'read'
}

export function canSee(actor: Actor, repository: ForgeRepository): boolean {
  return (
    (actor.kind === 'job' && actor.repositoryId === repository.id) || roleOf(actor, repository) !== undefined
  )
}

/**
 * How far a scope reaches. A job's token has its `permissions` exactly, in a public repository too: what passes here
 * passes in a private one. In other repositories it is nobody in particular. A run of a fork's pull request reads only.
 */
export function levelOf(actor: Actor, repository: ForgeRepository, scope: string): PermissionLevel {
  if (actor.kind === 'job' && actor.repositoryId === repository.id) {
    if (scope === 'metadata') return 'read'
    if (NOT_FOR_JOBS.has(scope)) return 'none'
    const granted = actor.permissions[scope] ?? 'none'
    return granted === 'write' && isForkRun(repository, actor.runId) ? 'read' : granted
  }
  const role = roleOf(actor, repository)
  if (role === 'admin') return 'write'
  if (role === 'write') return scope === 'administration' ? 'read' : 'write'
  if (role === 'read') return PRIVATE_SCOPES.has(scope) ? 'none' : 'read'
  return 'none'
}

function isForkRun(repository: ForgeRepository, runId: number): boolean {
  const event = repository.runs.get(runId)?.run.event
  return event?.name === 'pull_request' && event.headRepository.id !== event.repository.id
}

export function hasRight(actor: Actor, repository: ForgeRepository, right: Right): boolean {
  const [scope = '', wanted] = right.split(':')
  const level = levelOf(actor, repository, scope)
  return level === 'write' || (level === 'read' && wanted === 'read')
}
