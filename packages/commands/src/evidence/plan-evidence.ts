import type { Digest, RunRecord } from '@slipway/core'
import type { Repository } from '@slipway/git'
import { type FoundRun, type Plan, planPipeline, type RunLookup } from '@slipway/pipeline'
import type { Context } from '../context.ts'
import { type OpenWorkspace, openWorkspaceAt } from '../open-workspace.ts'
import { type PlannedProject, readPlannedProject } from '../project-trees.ts'

/** A commit's project, planned. */
export interface PlannedCommit {
  readonly planned: PlannedProject
  readonly open: OpenWorkspace
  readonly plan: Plan
}

export interface PlanCommitOptions {
  readonly rev: string
  /** Commit whose gate, store, models and evaluation count; the commit's own without. */
  readonly base?: string | undefined
  /** The only runs that count: what they do not cover is stale, whatever a store offers. The store's without. */
  readonly records?: ReadonlyMap<Digest, RunRecord>
}

/** Computes the keys of a commit from its Git tree, and finds the runs that have them. */
export async function planCommit(
  context: Context,
  repository: Repository,
  { rev, base, records }: PlanCommitOptions,
): Promise<PlannedCommit> {
  const planned = await readPlannedProject(repository, { rev, base })
  const open = await openWorkspaceAt(repository, planned.project, context)
  return { planned, open, plan: await planOn(planned, open, records) }
}

/**
 * Plans a pull request's commit once more, by its own project file: as it stands when it is merged. Its data is looked up in
 * the store that counts until then.
 */
export async function planMerged(
  { open }: PlannedCommit,
  { rev, records }: Pick<PlanCommitOptions, 'rev' | 'records'>,
): Promise<PlannedCommit> {
  const planned = await readPlannedProject(open.repository, { rev })
  return { planned, open, plan: await planOn(planned, open, records) }
}

function planOn(
  { project, tree }: PlannedProject,
  { lookups }: OpenWorkspace,
  records: PlanCommitOptions['records'],
): Promise<Plan> {
  const runs = records ? lookupIn(records) : lookups.runs
  return planPipeline({ project, tree, runs, data: lookups.data })
}

function lookupIn(records: ReadonlyMap<Digest, RunRecord>): RunLookup {
  const byKey = new Map<Digest, FoundRun>()
  for (const [digest, record] of records) {
    const known = byKey.get(record.key)
    // The head of a key is its lowest attempt.
    if (known && known.record.attempt <= record.attempt) continue
    byKey.set(record.key, { digest, record, domain: record.domain, shared: true })
  }
  return { findRun: async (key) => byKey.get(key) }
}
