import type { GateMetric, MetricVerdict } from '@slipway/core'
import { detectableDifference, sizeNeeded, studentTUpperQuantile } from '@slipway/stats'
import type { ExaminedRows } from './examine-metric.ts'
import type { Levels } from './levels.ts'

/**
 * What the deciding rows could have seen, and how many it takes to see the margin. The noise is that of the shown rows,
 * scaled by the effective numbers of rows or clusters, so that nothing of sealed rows is told.
 */
export function powerOf(
  { shown, deciding }: ExaminedRows,
  { margin, judge }: GateMetric,
  levels: Levels,
): MetricVerdict['power'] {
  const { difference } = shown.measured
  if (!difference || judge === 'point') return null
  const scale = Math.sqrt(shown.pair.effective / deciding.pair.effective)
  const standardError = difference.standardError * scale
  const { df } = deciding.pair
  const detectable = detectableDifference(standardError, studentTUpperQuantile(levels.pass(df), df), df)
  if (!(detectable > 0) || !Number.isFinite(detectable)) return null
  const target = margin !== undefined && margin > 0 ? margin : null
  const size = deciding.pair.clusters ?? deciding.pair.rows
  return {
    detectable,
    target,
    needed: target === null ? null : sizeNeeded(size, detectable, target),
    unit: deciding.pair.clusters === undefined ? 'rows' : 'clusters',
  }
}
