import type { SliceVerdict } from '@slipway/core'
import { clipText } from './clip-text.ts'
import { rowsEstimate } from './judge/estimate-of.ts'
import { type Comparison, judgesDifference } from './judge/examine-metric.ts'
import { measurePair } from './judge/measured.ts'
import { rowMetric } from './metrics/row-metric.ts'
import type { Labels, PredictionRows } from './predictions/predictions.ts'
import { rowsWith, takeRows } from './predictions/take-rows.ts'
import { type Pair, pairOf } from './rows/pair.ts'

const MOST_VALUES = 20
const LEAST_ROWS = 100
const LEAST_OF_A_CLASS = 20
const LEAST_CLUSTERS = 10

/**
 * Differences on parts of the shown rows, by the columns that the gate declares: the 20 most frequent values of each that
 * have enough rows. They inform and decide nothing.
 * @see docs/statistics.md §5
 */
export function sliceVerdicts({ input, splits, task }: Comparison): SliceVerdict[] {
  const { gate } = input.model
  if (!splits || 'obstacle' in splits || splits.mismatch !== undefined || !splits.shown.champion) return []
  const metrics = Object.entries(gate.metrics).flatMap(([name, metricGate]) => {
    const metric = rowMetric(name, metricGate)
    return metric && task && metric.tasks.includes(task) && judgesDifference(metricGate)
      ? [{ name, metric }]
      : []
  })
  const found: SliceVerdict[] = []
  for (const column of gate.slices) {
    for (const { value, pair } of slicesOf(splits.shown, column, task)) {
      for (const { name, metric } of metrics) {
        const measured = measurePair(metric, pair)
        const estimate = measured && rowsEstimate({ pair, measured, difference: undefined, limit: undefined })
        if (estimate) found.push({ metric: name, column, value, estimate })
      }
    }
  }
  return found
}

function slicesOf(
  { split, challenger, champion }: Pair,
  column: string,
  task: Comparison['task'],
): { value: string; pair: Pair }[] {
  const labels = labelsByColumn(challenger, column)
  if (!labels || !champion) return []
  const counts = new Float64Array(labels.names.length)
  for (const code of labels.codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1
  return Array.from(counts.keys())
    .filter((code) => (counts[code] ?? 0) >= LEAST_ROWS)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b)
    .slice(0, MOST_VALUES)
    .flatMap((code) => {
      const rows = rowsWith(labels.codes, code)
      const pair = pairOf(split, takeRows(challenger, rows), takeRows(champion, rows), task ?? 'regression')
      const enough =
        pair.rows >= LEAST_ROWS &&
        (task !== 'binary' || (pair.rarestClass ?? 0) >= LEAST_OF_A_CLASS) &&
        (pair.clusters === undefined || pair.effective >= LEAST_CLUSTERS)
      return enough ? [{ value: clipText(labels.names[code] ?? '').toWellFormed(), pair }] : []
    })
}

/** A column of numbers is taken by its values; the cluster may be a slice as well. */
function labelsByColumn(rows: PredictionRows, name: string): Labels | undefined {
  const column = name === 'cluster' ? rows.cluster : rows.columns.get(name)
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
