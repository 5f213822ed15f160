import { type Digest, evaluateStageOf, type Model, producerOf } from '@slipway/core'
import type { TreeKeys } from '@slipway/registry'
import type { PlannedCommit } from '../evidence/plan-evidence.ts'
import { stagesOfModel } from './model-work.ts'

/** The keys of a model's stages in a planned tree, as far as they are known. */
export function modelKeys(
  { planned: { project }, plan }: Pick<PlannedCommit, 'planned' | 'plan'>,
  model: Model,
): TreeKeys {
  const stages = stagesOfModel(project, model, plan)
  const keyOf = (name: string | undefined): Digest | null =>
    stages.find(({ stage }) => stage.name === name)?.key ?? null
  const evaluate = evaluateStageOf(project, model)?.name
  return {
    stages: stages.flatMap(({ stage, key, preimage }) =>
      key && preimage ? [{ stage: stage.name, key, preimage }] : [],
    ),
    run: keyOf(producerOf(project, model.file)?.name),
    evaluation: evaluate === undefined ? undefined : keyOf(evaluate),
  }
}
