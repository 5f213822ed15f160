import { columnOf, type Gate, partsOf } from '@slipway/core'

/** Columns of the predictions that a gate asks for, beyond those that every file has: slices, and columns that it judges. Undefined for all. */
export function columnsOf({ slices, floors = [], findSlices, metrics }: Gate): readonly string[] | undefined {
  if (findSlices === 'all') return undefined
  const rules = [...slices, ...floors.flatMap(({ each }) => (each === undefined ? [] : [each]))]
  return [
    ...rules.flatMap((rule) => partsOf(rule).map(columnOf)),
    ...floors.flatMap(({ slice }) => Object.keys(slice ?? {})),
    ...Object.values(metrics).flatMap(({ column }) => column ?? []),
  ]
}
