import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CLAIMS_ARTIFACT, type Claims, type Digest, type RunRecord, SlipwayError } from '@slipway/core'
import {
  type ClaimsArchive,
  downloadArtifact,
  findArtifact,
  type GitHub,
  getPullRequest,
  type PullRequest,
  type Run,
  readClaimsArchive,
  vouchForClaims,
} from '@slipway/github'

export interface EvidenceOptions {
  /** Path of the workflow file that may make the artifact. */
  readonly workflow: string
  readonly defaultBranch: string
  /** Largest artifact; unpacked it may be eight times as large. */
  readonly maxBytes: number
  /** The run that asks, whose own artifact is complete though the run is not. */
  readonly ownRunId: number | null
  /** A folder for the download. */
  readonly temporary: string
}

/** What a run claims, after GitHub vouched for it. */
export interface RunEvidence {
  readonly kind: 'evidence'
  readonly run: Run
  readonly claims: Claims
  readonly records: ReadonlyMap<Digest, RunRecord>
  /** Predictions, metrics and golden files, by digest. */
  readonly objects: ReadonlyMap<Digest, Uint8Array>
  readonly artifactId: number
  readonly pullRequest: PullRequest | null
}

/** Why a run's artifact is not believed, or that there is none. */
export interface NoEvidence {
  readonly kind: 'none' | 'refused' | 'superseded'
  readonly run: Run
  readonly reason: string
}

const REFUSALS = [
  'github/archive-invalid',
  'github/too-large',
  'github/download-corrupt',
  'core/record-invalid',
]

/**
 * Reads the one artifact of a run and asks GitHub to vouch for it. What is wrong with the artifact is an answer, not an
 * error: whoever made it may be hostile.
 * @throws the errors of GitHub's API
 */
export async function readEvidence(
  github: GitHub,
  run: Run,
  options: EvidenceOptions,
): Promise<RunEvidence | NoEvidence> {
  const no = (kind: NoEvidence['kind'], reason: string): NoEvidence => ({ kind, run, reason })
  if (run.status === 'completed' && run.conclusion !== 'success') {
    return no('none', `Run ${run.id} ended with ${run.conclusion ?? 'no conclusion'}`)
  }
  const found = await findArtifact(github, run, CLAIMS_ARTIFACT)
  if (!found) return no('none', `Run ${run.id} has no artifact "${CLAIMS_ARTIFACT}"`)
  const file = join(options.temporary, `artifact-${found.artifact.id}.zip`)
  try {
    const { digest } = await downloadArtifact(github, found.artifact, { file, maxBytes: options.maxBytes })
    const folder = join(options.temporary, `artifact-${found.artifact.id}`)
    const archive = await readClaimsArchive(file, folder, { maxBytes: options.maxBytes * 8 })
    const number = archive.claims.pull_request
    const pullRequest = number === null ? null : await getPullRequest(github, number)
    const vouched = vouchForClaims(
      {
        repository: github.repository,
        defaultBranch: options.defaultBranch,
        workflowPath: options.workflow,
        run,
        ownRunId: options.ownRunId,
        artifact: found,
        archiveDigest: digest,
        maxBytes: options.maxBytes,
        pullRequest,
        records: archive.records,
        objects: archive.objects,
      },
      archive.claims,
    )
    if (!vouched.ok) return no(vouched.code === 'head-moved' ? 'superseded' : 'refused', vouched.reason)
    const { claims, records } = archive
    return {
      kind: 'evidence',
      run,
      claims,
      records,
      objects: await readObjects(archive),
      artifactId: found.artifact.id,
      pullRequest,
    }
  } catch (error) {
    if (error instanceof SlipwayError && REFUSALS.includes(error.code)) return no('refused', error.message)
    throw error
  }
}

async function readObjects({ objects }: ClaimsArchive): Promise<ReadonlyMap<Digest, Uint8Array>> {
  const entries = await Promise.all(
    Array.from(objects, async ([digest, file]) => [digest, await readFile(file)] as const),
  )
  return new Map(entries)
}
