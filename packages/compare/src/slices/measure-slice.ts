import type { Estimate, GateMetric } from '@slipway/core'
import { rowsEstimate } from '../judge/estimate-of.ts'
import { type Comparison, judgesDifference } from '../judge/examine-metric.ts'
import { type Measured, measurePair, type PairMeasured } from '../judge/measured.ts'
import { type RowMetric, rowMetric } from '../metrics/row-metric.ts'
import type { Slice } from './cut-slices.ts'

/** Below, the noise of labels that hardly ever differ does not show. */
const LEAST_DIFFERING = 20

/** A metric of the gate that is computed from rows. */
export interface SlicedMetric {
  readonly name: string
  readonly gate: GateMetric
  readonly metric: RowMetric
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
export function slicedMetrics({ input, task }: Comparison): readonly SlicedMetric[] {
  return Object.entries(input.model.gate.metrics).flatMap(([name, gate]) => {
    const metric = rowMetric(name, gate)
    return metric && task && metric.tasks.includes(task) && judgesDifference(gate)
      ? [{ name, gate, metric }]
      : []
  })
}

/** Undefined where the metric is no number on the slice. */
export function measureSlice({ name, gate, metric }: SlicedMetric, slice: Slice): MeasuredSlice | undefined {
  const measured = measurePair(metric, slice.pair)
  const estimate =
    measured && rowsEstimate({ pair: slice.pair, measured, difference: undefined, limit: undefined })
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
