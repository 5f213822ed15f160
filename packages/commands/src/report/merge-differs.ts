import { type Model, SlipwayError } from '@slipway/core'
import { type PlanCommitOptions, type PlannedCommit, planMerged } from '../evidence/plan-evidence.ts'
import { modelKeys } from '../judge/model-keys.ts'

/**
 * Whether a merge would run or judge a model in another way than the pull request was judged in: by an evaluation, a store
 * or a list of models that take effect only then. What was judged covers no such commit, and it is not released.
 */
export async function mergeDiffers(
  judged: PlannedCommit,
  commit: Pick<PlanCommitOptions, 'rev' | 'records'>,
  model: Model,
): Promise<boolean> {
  try {
    const merged = await planMerged(judged, commit)
    const { project } = merged.planned
    const own = project.models.get(model.name)
    if (!own || project.store.remote !== judged.planned.project.store.remote) return true
    const [here, then] = [modelKeys(judged, model), modelKeys(merged, own)]
    return here.run !== then.run || here.evaluation !== then.evaluation
  } catch (error) {
    // A project that cannot even be planned releases nothing.
    if (error instanceof SlipwayError) return true
    throw error
  }
}
