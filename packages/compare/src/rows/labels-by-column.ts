import type { Labels, PredictionRows } from '../predictions/predictions.ts'

/** A column as names: numbers by their value, ascending; the cluster may be one as well. Undefined where it is not there. */
export function labelsByColumn(rows: PredictionRows, name: string): Labels | undefined {
  const column = name === 'cluster' ? rows.cluster : rows.columns.get(name)
  return column && labelsOf(column)
}

export function labelsOf(column: Labels | Float64Array): Labels {
  if (!(column instanceof Float64Array)) return column
  const names = Array.from(new Set(column))
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b)
  const codes = new Map(names.map((value, code) => [value, code]))
  return {
    names: names.map((value) => String(value + 0)),
    codes: Int32Array.from(column, (value) => codes.get(value) ?? -1),
  }
}
