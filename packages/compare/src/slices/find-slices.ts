import { columnOf, partsOf, type SlicePart, type SliceRule } from '@slipway/core'
import type { Comparison } from '../judge/examine-metric.ts'
import type { Pair } from '../rows/pair.ts'
import { columnText, cutRows, frequentSlices, sliceNamed, supportProblem } from './cut-slices.ts'
import { type MeasuredSlice, measureSlice, type SlicedMetric } from './measure-slice.ts'
import { isLoss, regressedSlices } from './regressed-slices.ts'

/** So many are asked of the sealed rows: the naive worst of hundreds is "significant" nearly always. */
const MOST_CONFIRMED = 10
/** A column with more values is a name, not a slice. */
const MOST_VALUES = 20
/** Rows times metrics that are looked at: a few seconds. */
const MOST_WORK = 4e6

/** A weak slice of the open rows, and whether the sealed ones say the same. */
export interface FoundSlice {
  readonly open: MeasuredSlice
  readonly confirmed: boolean
}

/**
 * Looks for slices that got worse on the open rows, in columns that the gate does not name one by one, and asks the sealed rows
 * about the ten that look worst. Of those a word is told, and no number.
 * @see docs/statistics.md §5
 */
export function findSlices(
  { input, splits }: Comparison,
  metrics: readonly SlicedMetric[],
  marginOf: (metric: string) => number,
): readonly FoundSlice[] {
  if (!splits || 'obstacle' in splits) return []
  const { shown, deciding } = splits
  const suspects = rulesToSearch(input.model.gate, shown)
    .slice(0, Math.floor(MOST_WORK / Math.max(1, shown.rows * metrics.length)))
    .flatMap((rule) => suspectsIn(rule, shown, metrics, marginOf))
    .sort((a, b) => (a.open.loss ?? 1) - (b.open.loss ?? 1))
    .slice(0, MOST_CONFIRMED)
  const asked = suspects.map(({ open, rule, metric }) => {
    const cut = cutRows(rule, deciding, shown)
    const slice = 'problem' in cut ? undefined : sliceNamed(cut, open.slice.value)
    return slice && supportProblem(slice.pair) === undefined ? measureSlice(metric, slice) : undefined
  })
  const confirmed = new Set(
    regressedSlices(
      asked.flatMap((each) => each ?? []),
      marginOf,
    ).map(({ measured }) => measured),
  )
  return suspects.map(({ open }, index) => {
    const answer = asked[index]
    return { open, confirmed: answer !== undefined && confirmed.has(answer) }
  })
}

interface Suspect {
  readonly open: MeasuredSlice
  readonly rule: SliceRule
  readonly metric: SlicedMetric
}

function suspectsIn(
  rule: SliceRule,
  shown: Pair,
  metrics: readonly SlicedMetric[],
  marginOf: (metric: string) => number,
): Suspect[] {
  const cut = cutRows(rule, shown, shown)
  if ('problem' in cut) return []
  return frequentSlices(cut, Number.POSITIVE_INFINITY).flatMap((slice) =>
    metrics.flatMap((metric) => {
      const open = measureSlice(metric, slice)
      return open?.loss !== undefined && isLoss(open.gain ?? 0, marginOf(metric.name))
        ? [{ open, rule, metric }]
        : []
    }),
  )
}

/** Columns that the gate does not cut by itself, then pairs of columns, without those that it crosses itself. */
function rulesToSearch(
  { slices, findSlices = 'declared', metrics }: Comparison['input']['model']['gate'],
  shown: Pair,
): readonly SliceRule[] {
  if (findSlices === 'off') return []
  const declared = slices.flatMap(partsOf)
  const parts = new Map<string, SlicePart>()
  for (const part of declared) parts.set(columnOf(part), part)
  if (findSlices === 'all') {
    const judged = new Set(Object.values(metrics).map(({ column }) => column))
    for (const name of lowColumns(shown)) if (!parts.has(name) && !judged.has(name)) parts.set(name, name)
  }
  const known = new Set(slices.map(columnText))
  const single: SliceRule[] = [...parts.values()].filter((part) => !known.has(columnOf(part)))
  const all = [...parts.values()]
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b): SliceRule => [a, b]))
  return [...single, ...pairs].filter((rule) => !known.has(columnText(rule)))
}

function lowColumns({ challenger: { columns } }: Pair): readonly string[] {
  return Array.from(columns)
    .filter(([, column]) => {
      const values = column instanceof Float64Array ? new Set(column).size : column.names.length
      return values > 1 && values <= MOST_VALUES
    })
    .map(([name]) => name)
    .sort()
}
