import { type Domain, SlipwayError } from '@slipway/core'
import type { GitTip, Repository } from '@slipway/git'
import { planPipeline } from '@slipway/pipeline'
import type { GcRoot, Store } from '@slipway/store'
import type { Context } from '../context.ts'
import { readPlannedProject, readRevision } from '../project-trees.ts'
import { storeLookups } from '../store-lookups.ts'

/** A commit whose stages may have been run, and where their records may lie. */
export interface PlannedTip extends GitTip {
  readonly reason: GcRoot['reason']
  readonly domains: readonly Domain[]
  /** The commit that a test merge merges into: in its job, store, models and evaluation come from there. */
  readonly base?: string | undefined
}

/** Trees that cannot be planned: nobody can find a run of theirs either, until they are mended. */
const NOT_PLANNED = ['core/', 'project/', 'pipeline/', 'store/object-missing', 'store/object-corrupt']

/** The runs of each commit's stages, by their keys: what a run of that commit would be given from the store. */
export async function planRoots(
  repository: Repository,
  store: Store,
  tips: readonly PlannedTip[],
  { progress, signal }: Pick<Context, 'progress' | 'signal'>,
): Promise<readonly GcRoot[]> {
  const roots: GcRoot[] = []
  for (const { name, commit, reason, domains, base } of tips) {
    signal.throwIfAborted()
    const { runs, data } = storeLookups(store, undefined, domains)
    try {
      if ((await readRevision(repository, commit)) === undefined) continue
      for (const each of base === undefined ? [undefined] : [undefined, base]) {
        const { project, tree } = await readPlannedProject(repository, { rev: commit, base: each })
        for (const { key } of (await planPipeline({ project, tree, runs, data })).stages)
          if (key !== null) roots.push({ reason, of: 'run', digest: key })
      }
    } catch (error) {
      if (!(error instanceof SlipwayError) || !NOT_PLANNED.some((code) => error.code.startsWith(code)))
        throw error
      progress.note(`${name} cannot be planned, so its runs are kept for their age only: ${error.message}`)
    }
  }
  return roots
}
