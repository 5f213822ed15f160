import { columnOf, type Model, partsOf } from '@slipway/core'
import { structureOf } from '../rows/structure.ts'

/** Columns of the predictions that a model's gate asks for, beyond those that every file has: slices, columns that it judges, groups that its tests compare, how the rows of its task hang together, and what training rows are known by. Undefined for all. */
export function columnsOf({
  gate,
  training,
  tests,
}: Pick<Model, 'gate' | 'training' | 'tests'>): readonly string[] | undefined {
  const { slices, floors = [], findSlices, metrics, task } = gate
  if (findSlices === 'all') return undefined
  const rules = [...slices, ...floors.flatMap(({ each }) => (each === undefined ? [] : [each]))]
  return [
    ...rules.flatMap((rule) => partsOf(rule).map(columnOf)),
    ...floors.flatMap(({ slice }) => Object.keys(slice ?? {})),
    ...(training?.by ?? []),
    ...(tests?.fairness?.by ?? []),
    ...Object.values(metrics).flatMap(({ column }) => column ?? []),
    ...structureOf(task),
    ...(task === 'ranking' ? ['score'] : []),
  ]
}
