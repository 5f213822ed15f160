import type { MetricVerdict } from '@slipway/core'
import { expectedCalibrationError } from '@slipway/stats'
import { sentence } from './explain/sentence.ts'
import { formatEstimate } from './format-number.ts'
import type { Comparison } from './judge/examine-metric.ts'
import { calibrationMetric, topClass } from './metrics/calibration-metric.ts'
import { metricLabel } from './metrics/metric-label.ts'
import { predictionOf } from './metrics/prediction-of.ts'
import type { PredictionRows } from './predictions/predictions.ts'

const NAME = 'expected_calibration_error'

/**
 * The expected calibration error, beside the squared one where a gate asks for that: people know it, and it decides nothing.
 * @see docs/statistics.md §3
 */
export function shownCalibration({ input, splits }: Comparison): Readonly<Record<string, MetricVerdict>> {
  const { gate } = input.model
  const isAsked = Object.hasOwn(gate.metrics, 'squared_calibration_error')
  if (!isAsked || Object.hasOwn(gate.metrics, NAME) || !splits || 'obstacle' in splits) return {}
  const { shown } = splits
  const errorOf = (rows: PredictionRows | undefined) => {
    const p = rows && predictionOf(calibrationMetric, rows)
    if (!rows || !p) return undefined
    return expectedCalibrationError(...topClass(rows.y, p), shown.sample)
  }
  const challenger = errorOf(shown.challenger)
  const champion = errorOf(shown.champion) ?? null
  if (challenger === undefined || !Number.isFinite(challenger)) return {}
  return {
    [NAME]: {
      role: 'shown',
      direction: 'lower',
      margin: null,
      min: null,
      max: null,
      outcome: 'shown',
      reason: sentence(
        `${metricLabel(NAME)} is ${formatEstimate(challenger)}; it is above 0 for a calibrated model too, and is not judged`,
      ),
      estimate: {
        split: shown.split,
        champion,
        challenger,
        difference: champion === null ? null : challenger - champion,
        interval: null,
        limits: null,
        standard_error: null,
        df: null,
        rows: shown.rows,
        clusters: shown.clusters ?? null,
        method: '15 bins of equal size, shown only',
      },
      sealed: null,
      power: null,
    },
  }
}
