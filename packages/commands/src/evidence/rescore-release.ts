import { readPredictions, testsetOf } from '@slipway/compare'
import { canonicalJson, evaluateStageOf, type Model } from '@slipway/core'
import type { Context } from '../context.ts'
import { executeStages } from '../execute-stages.ts'
import type { Champion } from '../judge/champion.ts'
import { decompress } from '../judge/decompress.ts'
import type { ModelWork } from '../judge/model-work.ts'
import { type ObjectReader, tryRead } from '../judge/object-reader.ts'
import type { PlannedWorkspace } from '../plan-workspace.ts'
import type { RescoredRelease } from './collect-claims.ts'

/**
 * Scores the champion or the anchor on the challenger's rows, where those are not the rows it was released with: its evaluate stage runs
 * with that release's model in place of the challenger's. Nothing is run where the rows are the same, or nobody can tell.
 */
export async function rescoreRelease(
  context: Context,
  { planned, open }: Pick<PlannedWorkspace, 'planned' | 'open'>,
  model: Model,
  work: ModelWork,
  release: Champion,
  base: string | undefined,
): Promise<RescoredRelease | undefined> {
  const stage = evaluateStageOf(planned.project, model)
  const { json } = release
  if (!json || !stage || !work.predictions || model.predictions === undefined) return undefined
  if (json.file.oid === work.model.oid || !(await rowsDiffer(work, json.testset, open.source)))
    return undefined
  context.progress.note(`${model.name}: the test rows changed, so ${release.version} is scored again on them`)
  const { kind, oid, bytes } = json.file
  const { results } = await executeStages(context, {
    stages: [stage.name],
    stagesOnly: true,
    base,
    substitute: { [model.file]: { kind, oid, bytes } },
  })
  const run = results.find((result) => result.stage === stage.name)?.run
  const predictions = run?.record.outputs[model.predictions]
  if (!run || !predictions) return undefined
  return {
    model: oid,
    work: { evaluation: { key: run.record.key, digest: run.digest, record: run.record }, predictions },
  }
}

/** True where both sets of rows are known and are not the same. */
async function rowsDiffer(
  work: ModelWork,
  released: NonNullable<Champion['json']>['testset'],
  reader: ObjectReader,
): Promise<boolean> {
  const bytes = work.predictions && (await tryRead(reader, work.predictions.oid))
  if (!bytes || released === null) return false
  const testset = testsetOf(await readPredictions(bytes, decompress, []))
  return canonicalJson(testset) !== canonicalJson(released)
}
