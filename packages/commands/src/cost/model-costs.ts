import type { CostTotal, Project } from '@slipway/core'
import { artifactNamed, compareVersions, foldTags } from '@slipway/registry'
import type { Context } from '../context.ts'
import { modelWork } from '../judge/model-work.ts'
import { planWorkspace } from '../plan-workspace.ts'
import { workCost } from './work-cost.ts'

/** What one version of a model took. */
export interface VersionCost {
  readonly version: string
  readonly commit: string
  /** When it was registered, ISO 8601. */
  readonly date: string
  /** Null where the store has not all the runs any more. */
  readonly cost: CostTotal | null
}

/** The newest versions of a model, by the tags of this clone, at the prices of the work tree; the newest first. */
export async function modelCosts(
  context: Context,
  project: Project,
  model: string,
  most: number,
): Promise<readonly VersionCost[]> {
  const { open } = await planWorkspace(context)
  const artifact = artifactNamed(foldTags(await open.repository.tags()), model)
  const versions = [...artifact.versions.values()]
    .sort((a, b) => compareVersions(b.version, a.version))
    .slice(0, most)
  const costs: VersionCost[] = []
  for (const { version, commit, event } of versions) {
    const date = new Date(event.time * 1000).toISOString()
    costs.push({ version, commit, date, cost: await costAt(context, project, model, commit) })
  }
  return costs
}

/** The runs of the tree of a commit: which those are follows from their keys. */
async function costAt(
  context: Context,
  { prices }: Project,
  name: string,
  rev: string,
): Promise<CostTotal | null> {
  const { planned, plan, open } = await planWorkspace(context, { rev })
  const model = planned.project.models.get(name)
  if (!model) return null
  const work = await modelWork(planned.project, model, plan, open.lookups.data)
  return 'missing' in work ? null : workCost(work, { ...planned.project, prices })
}
