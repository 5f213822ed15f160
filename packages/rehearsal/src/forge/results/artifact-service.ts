import type { Artifact } from '../state/artifact.ts'
import { isoTime } from '../state/clock.ts'
import type { ForgeState } from '../state/forge-state.ts'
import { artifactAddress } from './artifact-address.ts'
import type { BlobStore } from './blob-store.ts'
import { type RuntimeIdentity, runBackendId } from './runtime-token.ts'
import { optionalText, TwirpError, type TwirpRequest, textOf } from './twirp.ts'

/** GitHub keeps artifacts so long unless told otherwise. */
const RETENTION_DAYS = 90
const DAY_MS = 24 * 3600 * 1000

interface PendingArtifact {
  readonly id: number
  readonly runBackendId: string
  readonly name: string
  readonly mime: string
  readonly expiresAt: string
}

/** `github.actions.results.api.v1.ArtifactService`: artifacts belong to one attempt of a run, and never change. */
export class ArtifactService {
  readonly #forge: ForgeState
  readonly #blobs: BlobStore
  readonly #pending: PendingArtifact[] = []

  constructor(forge: ForgeState, blobs: BlobStore) {
    this.#forge = forge
    this.#blobs = blobs
  }

  CreateArtifact(request: TwirpRequest, who: RuntimeIdentity) {
    this.#requireOwnRun(request, who)
    const name = textOf(request, 'name')
    if (/["<>|*?:\r\n\\/]/.test(name) || name === '')
      throw new TwirpError(400, 'invalid_argument', `the artifact name "${name}" is not valid`)
    if (this.#ofRun(who).some((artifact) => artifact.name === name && artifact.runAttempt === who.runAttempt))
      throw new TwirpError(
        409,
        'already_exists',
        'an artifact with this name already exists on the workflow run',
      )
    const now = this.#forge.now().getTime()
    const pending: PendingArtifact = {
      id: this.#forge.nextId(),
      runBackendId: runBackendId(who),
      name,
      mime: optionalText(request, 'mime_type') ?? 'application/zip',
      expiresAt: isoTime(new Date(optionalText(request, 'expires_at') ?? now + RETENTION_DAYS * DAY_MS)),
    }
    this.#pending.push(pending)
    const target = { kind: 'blob', id: String(pending.id), verb: 'w' as const }
    return { ok: true, signed_upload_url: this.#forge.signer.sign(target, name) }
  }

  FinalizeArtifact(request: TwirpRequest, who: RuntimeIdentity) {
    this.#requireOwnRun(request, who)
    const name = textOf(request, 'name')
    const at = this.#pending.findLastIndex(
      (pending) => pending.name === name && pending.runBackendId === runBackendId(who),
    )
    const pending = this.#pending[at]
    const blob = pending && this.#blobs.find(String(pending.id))
    if (!pending || !blob) throw new TwirpError(404, 'not_found', 'nothing was uploaded')
    const size = Number(textOf(request, 'size'))
    if (size !== blob.sizeBytes)
      throw new TwirpError(400, 'invalid_argument', `the size is ${blob.sizeBytes}, not ${size}`)
    const claimed = optionalText(request, 'hash')
    if (claimed !== undefined && claimed !== blob.digest)
      throw new TwirpError(400, 'invalid_argument', `the digest is ${blob.digest}, not ${claimed}`)
    this.#pending.splice(at, 1)
    this.#blobs.freeze(String(pending.id))
    const artifact: Artifact = {
      id: pending.id,
      name,
      runId: who.runId,
      runAttempt: who.runAttempt,
      mime: pending.mime,
      sizeBytes: blob.sizeBytes,
      digest: blob.digest,
      createdAt: this.#forge.time(),
      expiresAt: pending.expiresAt,
      file: this.#blobs.path(String(pending.id)),
    }
    this.#repository(who).artifacts.set(artifact.id, artifact)
    return { ok: true, artifact_id: String(artifact.id) }
  }

  ListArtifacts(request: TwirpRequest, who: RuntimeIdentity) {
    this.#requireOwnRun(request, who)
    const name = optionalText(request, 'name_filter')
    const id = optionalText(request, 'id_filter')
    const artifacts = this.#visible(who).filter(
      (artifact) =>
        (name === undefined || artifact.name === name) && (id === undefined || String(artifact.id) === id),
    )
    return {
      artifacts: artifacts.map((artifact) => ({
        workflow_run_backend_id: runBackendId(who),
        workflow_job_run_backend_id: String(who.jobId),
        database_id: String(artifact.id),
        name: artifact.name,
        size: String(artifact.sizeBytes),
        created_at: artifact.createdAt,
        digest: artifact.digest,
      })),
    }
  }

  GetSignedArtifactURL(request: TwirpRequest, who: RuntimeIdentity) {
    this.#requireOwnRun(request, who)
    return {
      name: textOf(request, 'name'),
      signed_url: artifactAddress(this.#forge, this.#named(request, who)),
    }
  }

  DeleteArtifact(request: TwirpRequest, who: RuntimeIdentity) {
    this.#requireOwnRun(request, who)
    const artifact = this.#named(request, who)
    this.#repository(who).artifacts.delete(artifact.id)
    return { ok: true, artifact_id: String(artifact.id) }
  }

  #requireOwnRun(request: TwirpRequest, who: RuntimeIdentity): void {
    if (textOf(request, 'workflow_run_backend_id') !== runBackendId(who))
      throw new TwirpError(403, 'permission_denied', 'the token belongs to another run')
  }

  #repository(who: RuntimeIdentity) {
    const repository = this.#forge.repositoryById(who.repositoryId)
    if (repository) return repository
    throw new TwirpError(404, 'not_found', 'the repository is not there')
  }

  #ofRun(who: RuntimeIdentity): readonly Artifact[] {
    return [...this.#repository(who).artifacts.values()].filter((artifact) => artifact.runId === who.runId)
  }

  /** A later attempt sees what earlier ones left, unless it made something of the same name. */
  #visible(who: RuntimeIdentity): readonly Artifact[] {
    const newest = new Map<string, Artifact>()
    for (const artifact of this.#ofRun(who))
      if (artifact.runAttempt <= who.runAttempt) newest.set(artifact.name, artifact)
    return [...newest.values()]
  }

  #named(request: TwirpRequest, who: RuntimeIdentity): Artifact {
    const name = textOf(request, 'name')
    const artifact = this.#visible(who).find((candidate) => candidate.name === name)
    if (artifact) return artifact
    throw new TwirpError(404, 'not_found', `no artifact is named "${name}"`)
  }
}
