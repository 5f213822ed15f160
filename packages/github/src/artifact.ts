import { type Digest, isDigest } from '@slipway/core'
import type { GitHub } from './github.ts'
import type { Run } from './run.ts'

export interface Artifact {
  readonly id: number
  readonly name: string
  readonly runId: number
  /** Of the archive. */
  readonly bytes: number
  /** Of the archive; null where GitHub names none. */
  readonly digest: Digest | null
  readonly createdAt: string
}

export interface FoundArtifact {
  readonly artifact: Artifact
  /** How many of its name the attempt has; more than one is refused by vouchForClaims(). */
  readonly sameName: number
}

/** The newest artifact of this name that the run's latest attempt made and that has not expired. */
export async function findArtifact(
  github: GitHub,
  run: Run,
  name: string,
): Promise<FoundArtifact | undefined> {
  const all = await github.request(
    { action: `list the artifacts of run ${run.id}`, permission: 'actions: read' },
    async ({ rest, paginate }, at) =>
      paginate(rest.actions.listWorkflowRunArtifacts, { ...at, run_id: run.id, name, per_page: 100 }),
  )
  // GitHub's times are whole seconds; a run's start may carry more.
  const since = Math.floor(Date.parse(run.startedAt) / 1000) * 1000
  const ours = all
    .filter((sent) => sent.name === name && !sent.expired && Date.parse(sent.created_at ?? '') >= since)
    .sort((a, b) => b.id - a.id)
  const [newest] = ours
  if (!newest) return undefined
  const digest = newest.digest ?? null
  return {
    artifact: {
      id: newest.id,
      name: newest.name,
      runId: newest.workflow_run?.id ?? run.id,
      bytes: newest.size_in_bytes,
      digest: isDigest(digest) ? digest : null,
      createdAt: newest.created_at ?? run.startedAt,
    },
    sameName: ours.length,
  }
}
