import type { Estimate, GateMetric } from '@slipway/core'
import { rowsEstimate } from '../judge/estimate-of.ts'
import { type Comparison, judgesDifference } from '../judge/examine-metric.ts'
import { type Measured, measurePair, type PairMeasured } from '../judge/measured.ts'
import { atThreshold, type MetricReader } from '../metrics/at-threshold.ts'
import { rowMetric } from '../metrics/row-metric.ts'
import type { Slice } from './cut-slices.ts'

/** Below, the noise of labels that hardly ever differ does not show. */
const LEAST_DIFFERING = 20

/** A metric of the gate that is computed from rows. */
export interface SlicedMetric {
  readonly name: string
  readonly gate: GateMetric
  readonly reader: MetricReader
}

/** A metric on a slice. */
export interface MeasuredSlice {
  readonly name: string
  readonly slice: Slice
  readonly measured: PairMeasured
  readonly estimate: Estimate
  /** Δ, turned so that + is better; undefined where it is not known. */
  readonly gain: number | undefined
  /** One-sided p-value against "not worse"; undefined where noise cannot be judged. */
  readonly loss: number | undefined
}

/** The metrics whose differences are judged, as far as they are computed from rows of this task. */
export function slicedMetrics(comparison: Comparison): readonly SlicedMetric[] {
  return Object.entries(comparison.input.model.gate.metrics).flatMap(([name, gate]) =>
    judgesDifference(gate) ? (slicedMetric(name, gate, comparison) ?? []) : [],
  )
}

/** Undefined where the metric is not computed from rows of this task. */
export function slicedMetric(
  name: string,
  gate: GateMetric,
  { splits, task }: Comparison,
): SlicedMetric | undefined {
  const metric = rowMetric(name, gate, task)
  if (!metric || !task || !metric.tasks.includes(task) || !splits || 'obstacle' in splits) return undefined
  const reader = atThreshold(name, gate, metric, splits)
  return 'obstacle' in reader ? undefined : { name, gate, reader }
}

/** Undefined where the metric is no number on the slice. */
export function measureSlice({ name, gate, reader }: SlicedMetric, slice: Slice): MeasuredSlice | undefined {
  const { metric, pair } = reader(slice.pair)
  const measured = measurePair(metric, pair)
  const estimate = measured && rowsEstimate({ pair, measured, difference: undefined, limit: undefined })
  if (!measured || !estimate) return undefined
  const { difference } = measured
  const sign = gate.direction === 'higher' ? 1 : -1
  const known = difference && Number.isFinite(difference.estimate)
  const judged =
    known && isJudged(difference) && (difference.df === undefined || difference.differing >= LEAST_DIFFERING)
  return {
    name,
    slice,
    measured,
    estimate,
    gain: known ? sign * difference.estimate : undefined,
    loss: judged ? difference.tails()[sign === 1 ? 1 : 0] : undefined,
  }
}

/** False where there is no noise that could be judged. */
export function isJudged({ df, standardError, estimate }: Measured): boolean {
  return Number.isFinite(estimate) && (df === undefined || standardError > 0)
}
