import { randomBytes } from 'node:crypto'
import type { JobState, Permissions, WorkflowRunState } from '../../model.ts'
import type { ForgeState } from '../state/forge-state.ts'
import { readWithSecret, signWithSecret } from './json-web-token.ts'
import { type OidcClaims, oidcClaims } from './oidc-claims.ts'

/** A scope of caches and what may be done there: 1 read, 2 write. */
export interface CacheScope {
  readonly Scope: string
  readonly Permission: number
}

/** Who speaks to the Results service: one job of one attempt of a run. */
export interface RuntimeIdentity {
  readonly repositoryId: number
  readonly runId: number
  readonly runAttempt: number
  readonly jobId: number
  readonly caches: readonly CacheScope[]
  /** Claims for identity tokens; null without `id-token: write`. */
  readonly oidc: OidcClaims | null
}

export interface RuntimeGrant {
  readonly run: WorkflowRunState
  readonly job: JobState
  readonly permissions: Permissions
  readonly cacheWritable: boolean
}

const LIFETIME_S = 24 * 3600

/** Issues and reads ACTIONS_RUNTIME_TOKEN. */
export class RuntimeTokens {
  readonly #secret = randomBytes(32)
  readonly #forge: ForgeState

  constructor(forge: ForgeState) {
    this.#forge = forge
  }

  issue(grant: RuntimeGrant): string {
    const { run, job } = grant
    const now = Math.floor(this.#forge.now().getTime() / 1000)
    const identity: RuntimeIdentity = {
      repositoryId: run.repository.id,
      runId: run.id,
      runAttempt: run.attempt,
      jobId: job.id,
      caches: cacheScopes(this.#forge, grant),
      oidc: grant.permissions['id-token'] === 'write' ? oidcClaims(this.#forge, run, job) : null,
    }
    return signWithSecret(
      {
        // The clients take the ids of run and job from here.
        scp: `Actions.GenericRead:00000000-0000-0000-0000-000000000000 Actions.Results:${runBackendId(identity)}:${job.id}`,
        ac: JSON.stringify(identity.caches),
        orch_id: `${run.id}.${job.key}`,
        iat: now,
        nbf: now - 60,
        exp: now + LIFETIME_S,
        identity,
      },
      this.#secret,
    )
  }

  /** @returns undefined for what is no token of ours, or over */
  read(authorization: string | undefined): RuntimeIdentity | undefined {
    const token = (authorization ?? '').replace(/^bearer +/i, '')
    return readWithSecret(token, this.#secret, this.#forge.now())?.identity as RuntimeIdentity | undefined
  }
}

/** The Results service calls each attempt of a run by an id of its own. */
export function runBackendId(identity: Pick<RuntimeIdentity, 'runId' | 'runAttempt'>): string {
  return `${identity.runId}-${identity.runAttempt}`
}

/**
 * Where a job's caches come from, in this order: its own ref, the base of its pull request, the default branch. It
 * writes under its own ref only.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache
 */
function cacheScopes(forge: ForgeState, { run, cacheWritable }: RuntimeGrant): readonly CacheScope[] {
  const pull = run.event.payload.pull_request as { readonly base?: { readonly ref?: string } } | undefined
  const base = pull?.base?.ref
  const refs = [
    run.event.ref,
    ...(base === undefined ? [] : [`refs/heads/${base}`]),
    `refs/heads/${forge.repositoryOf(run.repository).defaultBranch}`,
  ]
  return [...new Set(refs)].map((Scope, at) => ({ Scope, Permission: at === 0 && cacheWritable ? 3 : 1 }))
}
