import type { PermissionLevel, Permissions } from '../../model.ts'
import { fieldsOf, isMapping, type Token } from '../workflow/token.ts'

/** Scopes of `permissions:` with the most that each can be given (schema of @actions/workflow-parser 0.3.61). */
const SCOPES: Readonly<Record<string, PermissionLevel>> = {
  actions: 'write',
  'artifact-metadata': 'write',
  attestations: 'write',
  checks: 'write',
  'code-quality': 'write',
  contents: 'write',
  deployments: 'write',
  discussions: 'write',
  'id-token': 'write',
  issues: 'write',
  models: 'read',
  packages: 'write',
  pages: 'write',
  'pull-requests': 'write',
  'repository-projects': 'write',
  'security-events': 'write',
  statuses: 'write',
  'vulnerability-alerts': 'read',
}

const ORDER: readonly PermissionLevel[] = ['none', 'read', 'write']

/** Rights of a job's token: the job's own `permissions`, else the workflow's, else GitHub's restricted default. */
export function planPermissions(input: {
  readonly job: Token | undefined
  readonly workflow: Token | undefined
  /** For a called workflow: what the calling job has. That it asks for no more was checked when it was read. */
  readonly ceiling: Permissions | undefined
  /** A pull request from a fork reads and no more. */
  readonly fork: boolean
}): Permissions {
  const token = input.job ?? input.workflow
  const asked = token === undefined ? (input.ceiling ?? RESTRICTED) : parsePermissions(token)
  return { ...(input.fork ? readOnly(asked) : asked), metadata: 'read' }
}

// "Read repository contents and packages permissions", the default of every repository since 2023.
const RESTRICTED: Permissions = { contents: 'read', packages: 'read' }

/** What stands in `permissions:`; a scope that is not named gets nothing. */
export function parsePermissions(token: Token): Permissions {
  if (isMapping(token)) {
    const pairs = [...fieldsOf(token)].map(([scope, level]) => [scope, level.toString() as PermissionLevel])
    return Object.fromEntries(pairs.filter(([, level]) => level !== 'none'))
  }
  const most: PermissionLevel = token.toString() === 'write-all' ? 'write' : 'read'
  const scopes = Object.entries(SCOPES).map(([scope, highest]) => [scope, lesser(highest, most)] as const)
  // A token for OpenID Connect can be written or not given at all.
  return Object.fromEntries(scopes.filter(([scope]) => scope !== 'id-token' || most === 'write'))
}

/** Why GitHub would refuse to start: a called workflow asks for more than its caller has. */
export function permissionProblem(asked: Token, allowed: Permissions): string | undefined {
  const excess = Object.entries(parsePermissions(asked)).filter(
    ([scope, level]) => ORDER.indexOf(level) > ORDER.indexOf(allowed[scope] ?? 'none'),
  )
  if (excess.length === 0) return undefined
  const wanted = excess.map(([scope, level]) => `${scope}: ${level}`).join(', ')
  const given = excess.map(([scope]) => `${scope}: ${allowed[scope] ?? 'none'}`).join(', ')
  return `The workflow is requesting '${wanted}', but is only allowed '${given}'.`
}

function readOnly(permissions: Permissions): Permissions {
  const scopes = Object.entries(permissions).map(([scope, level]) => [scope, lesser(level, 'read')] as const)
  return Object.fromEntries(scopes.filter(([scope]) => scope !== 'id-token'))
}

function lesser(a: PermissionLevel, b: PermissionLevel): PermissionLevel {
  return ORDER.indexOf(a) < ORDER.indexOf(b) ? a : b
}
