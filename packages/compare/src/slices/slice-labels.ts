import { columnOf, type SlicePart } from '@slipway/core'
import type { Labels, PredictionRows } from '../predictions/predictions.ts'
import { labelsOf } from '../rows/labels-by-column.ts'
import type { Pair } from '../rows/pair.ts'

/** The slice that each row lies in, or why a column makes none. */
export type SliceLabels = Labels | { readonly problem: string }

/**
 * Labels of a split's rows by one column. Where the champion has the column, its values count: a challenger cannot move rows
 * from one slice to another. Bins of equal size are cut by `edges`, so that another split is cut at the same places.
 */
export function sliceLabels(part: SlicePart, pair: Pair, edges: readonly number[] | undefined): SliceLabels {
  const name = columnOf(part)
  const column = columnIn(pair.champion, name) ?? columnIn(pair.challenger, name)
  if (!column) return { problem: `the predictions have no column "${name}" of texts or numbers` }
  if (typeof part === 'string') return labelsOf(column)
  if (!(column instanceof Float64Array))
    return { problem: `the column "${name}" holds texts, which no bins cut` }
  return binned(column, edges ?? [])
}

/** Where a column of numbers is cut: at the gate's own edges, or at quantiles of these rows. Undefined without bins. */
export function edgesOf(part: SlicePart, pair: Pair): readonly number[] | undefined {
  if (typeof part === 'string') return undefined
  const { bins, column: name } = part
  if (typeof bins !== 'number') return bins
  const column = columnIn(pair.champion, name) ?? columnIn(pair.challenger, name)
  if (!(column instanceof Float64Array)) return undefined
  const sorted = column.filter((value) => !Number.isNaN(value)).sort()
  const edges = Array.from({ length: bins - 1 }, (_, k) =>
    Number((sorted[Math.floor(((k + 1) * sorted.length) / bins)] ?? Number.NaN).toPrecision(6)),
  )
  return [...new Set(edges)].filter((edge) => edge > (sorted[0] ?? edge))
}

/** Rows on which the two sides have another value of a column that both have. */
export function differingLabels(part: SlicePart, { challenger, champion }: Pair): number {
  const name = columnOf(part)
  const [own, other] = [columnIn(challenger, name), columnIn(champion, name)]
  if (!own || !other) return 0
  const valueIn = (column: Labels | Float64Array, row: number) =>
    column instanceof Float64Array ? (column[row] ?? Number.NaN) : column.names[column.codes[row] ?? -1]
  let count = 0
  for (let row = 0; row < challenger.rows; row++)
    if (!Object.is(valueIn(own, row), valueIn(other, row))) count++
  return count
}

function columnIn(rows: PredictionRows | undefined, name: string): Labels | Float64Array | undefined {
  return name === 'cluster' ? rows?.cluster : rows?.columns.get(name)
}

function binned(column: Float64Array, edges: readonly number[]): Labels {
  const [first, last] = [edges[0], edges.at(-1)]
  if (first === undefined || last === undefined)
    return { names: ['all'], codes: new Int32Array(column.length) }
  const between = edges.slice(1).map((edge, k) => `${edges[k]} to ${edge}`)
  return {
    names: [`below ${first}`, ...between, `from ${last}`],
    codes: Int32Array.from(column, (value) =>
      Number.isNaN(value) ? -1 : edges.reduce((bin, edge) => bin + Number(value >= edge), 0),
    ),
  }
}

/** Several columns at once: a row lies in a crossing where it has a value of each. */
export function crossed(labels: readonly Labels[]): Labels {
  const [first, ...others] = labels
  if (!first || others.length === 0) return first ?? { names: [], codes: new Int32Array() }
  return others.reduce((left, right) => {
    const width = right.names.length
    const codes = new Map<number, number>()
    const names: string[] = []
    const taken = left.codes.map((code, row) => {
      const other = right.codes[row] ?? -1
      if (code < 0 || other < 0) return -1
      const key = code * width + other
      const known = codes.get(key)
      if (known !== undefined) return known
      codes.set(key, names.length)
      return names.push(`${left.names[code]} × ${right.names[other]}`) - 1
    })
    return { names, codes: taken }
  }, first)
}
