import { columnOf, partsOf, type SliceRule } from '@slipway/core'
import { clipText } from '../clip-text.ts'
import type { Labels } from '../predictions/predictions.ts'
import { rowsWith, takeRows } from '../predictions/take-rows.ts'
import { type Pair, pairOf } from '../rows/pair.ts'
import { crossed, edgesOf, sliceLabels } from './slice-labels.ts'

const MOST_VALUES = 20
const LEAST_ROWS = 100
const LEAST_OF_A_CLASS = 20
const LEAST_CLUSTERS = 10

/** A part of the rows. */
export interface Slice {
  /** "carrier", "carrier × origin" */
  readonly column: string
  /** "AA", "AA × JFK" */
  readonly value: string
  readonly pair: Pair
}

/** The rows of a split, labelled by a rule. */
export interface CutRows {
  readonly column: string
  readonly labels: Labels
  readonly pair: Pair
}

export const columnText = (rule: SliceRule): string => partsOf(rule).map(columnOf).join(' × ')

/**
 * Labels the rows of a split by a rule.
 * @param edgesFrom the rows by which bins of equal size are cut
 */
export function cutRows(
  rule: SliceRule,
  pair: Pair,
  edgesFrom: Pair,
): CutRows | { readonly problem: string } {
  const labels: Labels[] = []
  for (const part of partsOf(rule)) {
    const found = sliceLabels(part, pair, edgesOf(part, edgesFrom))
    if ('problem' in found) return found
    labels.push(found)
  }
  return { column: columnText(rule), labels: crossed(labels), pair }
}

/**
 * The most frequent values, as slices, of those that have enough rows: 100, of two classes 20 of each, and of clusters ten of
 * equal size.
 * @see docs/statistics.md §5
 */
export function frequentSlices(cut: CutRows, most = MOST_VALUES): readonly Slice[] {
  const { labels } = cut
  const counts = new Float64Array(labels.names.length)
  for (const code of labels.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1
  return Array.from(counts.keys())
    .filter((code) => (counts[code] ?? 0) >= LEAST_ROWS)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
    .slice(0, most)
    .flatMap((code) => {
      const slice = sliceAt(cut, code)
      return supportProblem(slice.pair) === undefined ? [slice] : []
    })
}

/** One slice, whatever its size; without rows where no row has the value. */
export function sliceNamed(cut: CutRows, value: string): Slice {
  return { ...sliceAt(cut, cut.labels.names.indexOf(value)), value }
}

function sliceAt({ column, labels, pair }: CutRows, code: number): Slice {
  const rows = code < 0 ? new Uint32Array() : rowsWith(labels.codes, code)
  return { column, value: clipText(labels.names[code] ?? '').toWellFormed(), pair: partOf(pair, rows) }
}

/** These rows of a pair, for both models. */
export function partOf({ split, challenger, champion, task }: Pair, rows: Uint32Array): Pair {
  return pairOf(split, takeRows(challenger, rows), champion && takeRows(champion, rows), task)
}

/** Why a slice has too few rows to be judged, or undefined. */
export function supportProblem({
  rows,
  task,
  rarestClass = 0,
  clusters,
  effective,
}: Pair): string | undefined {
  if (rows < LEAST_ROWS) return `it has ${rows} rows, and it takes ${LEAST_ROWS}`
  if (task === 'binary' && rarestClass < LEAST_OF_A_CLASS)
    return `it has ${rarestClass} rows of one class, and it takes ${LEAST_OF_A_CLASS}`
  if (clusters !== undefined && effective < LEAST_CLUSTERS)
    return `its clusters are worth ${effective.toFixed(1)} of equal size, and it takes ${LEAST_CLUSTERS}`
  return undefined
}
