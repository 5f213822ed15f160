import type { PredictionRows } from './predictions.ts'

/** Begins the name of a column with a predicted quantile: "q:0.9". */
export const QUANTILE_PREFIX = 'q:'

/** The quantiles that a model predicts, by level in (0, 1), ascending. A column with another name is left out. */
export function quantilesOf({ columns }: PredictionRows): ReadonlyMap<number, Float64Array> {
  const found: [number, Float64Array][] = []
  for (const [name, column] of columns) {
    const level = name.startsWith(QUANTILE_PREFIX) ? Number(name.slice(QUANTILE_PREFIX.length)) : Number.NaN
    if (column instanceof Float64Array && level > 0 && level < 1) found.push([level, column])
  }
  return new Map(found.sort(([a], [b]) => a - b))
}
