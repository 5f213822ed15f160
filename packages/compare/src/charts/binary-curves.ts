import { orderOf } from '@slipway/stats'
import type { PredictionRows } from '../predictions/predictions.ts'
import type { BinaryCurves, CalibrationBin, CurvePoint, ScoreBin } from './charts.ts'

const MOST_POINTS = 100
const CALIBRATION_BINS = 10
const SCORE_BINS = 30

/** Curves of one model; undefined without probabilities. Weighted where the rows are. */
export function binaryCurves(rows: PredictionRows): BinaryCurves | undefined {
  const { p } = rows
  if (!p) return undefined
  const order = orderOf(p)
  return {
    ...thresholdCurves(rows, p, order),
    calibration: calibrationBins(rows, p, order),
    scores: scoreBins(rows, p),
  }
}

/** Both curves, in one walk from the highest score to the lowest. */
function thresholdCurves(
  { y, weight }: PredictionRows,
  p: Float64Array,
  order: Uint32Array,
): Pick<BinaryCurves, 'roc' | 'precisionRecall'> {
  const positives = y.reduce((sum, label, i) => sum + (label === 1 ? (weight?.[i] ?? 1) : 0), 0)
  const total = weight ? weight.reduce((sum, w) => sum + w, 0) : y.length
  const roc: CurvePoint[] = [{ x: 0, y: 0 }]
  const precisionRecall: CurvePoint[] = []
  let hit = 0
  let missed = 0
  for (let k = order.length - 1; k >= 0; k--) {
    const row = order[k] ?? 0
    const w = weight?.[row] ?? 1
    if (y[row] === 1) hit += w
    else missed += w
    const isTied = k > 0 && p[order[k - 1] ?? 0] === p[row]
    if (isTied) continue
    roc.push({ x: share(missed, total - positives), y: share(hit, positives) })
    if (hit + missed > 0) precisionRecall.push({ x: share(hit, positives), y: share(hit, hit + missed) })
  }
  return {
    roc: thinned(roc, (a, b) => b.x - a.x + b.y - a.y, 2),
    precisionRecall: thinned(precisionRecall, (a, b) => b.x - a.x, 1),
  }
}

/** Keeps the first point, the last, and those in between that are a step of the whole length apart. */
function thinned(
  points: readonly CurvePoint[],
  distance: (from: CurvePoint, to: CurvePoint) => number,
  length: number,
): CurvePoint[] {
  if (points.length <= MOST_POINTS) return [...points]
  const step = length / (MOST_POINTS - 2)
  const kept: CurvePoint[] = []
  for (const [i, point] of points.entries()) {
    const last = kept.at(-1)
    if (!last || i === points.length - 1 || distance(last, point) >= step) kept.push(point)
  }
  return kept
}

function calibrationBins(
  { y, weight }: PredictionRows,
  p: Float64Array,
  order: Uint32Array,
): CalibrationBin[] {
  const bins: CalibrationBin[] = []
  for (let bin = 0; bin < CALIBRATION_BINS; bin++) {
    const from = Math.round((bin * order.length) / CALIBRATION_BINS)
    const to = Math.round(((bin + 1) * order.length) / CALIBRATION_BINS)
    let size = 0
    let predicted = 0
    let observed = 0
    for (let k = from; k < to; k++) {
      const row = order[k] ?? 0
      const w = weight?.[row] ?? 1
      size += w
      predicted += w * (p[row] ?? 0)
      if (y[row] === 1) observed += w
    }
    if (size > 0)
      bins.push({ predicted: share(predicted, size), observed: share(observed, size), rows: to - from })
  }
  return bins
}

function scoreBins({ y }: PredictionRows, p: Float64Array): ScoreBin[] {
  const positives = new Uint32Array(SCORE_BINS)
  const negatives = new Uint32Array(SCORE_BINS)
  for (let i = 0; i < p.length; i++) {
    const bin = Math.min(SCORE_BINS - 1, Math.floor((p[i] ?? 0) * SCORE_BINS))
    const counts = y[i] === 1 ? positives : negatives
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return Array.from(positives, (count, bin) => ({
    from: share(bin, SCORE_BINS),
    to: share(bin + 1, SCORE_BINS),
    positives: count,
    negatives: negatives[bin] ?? 0,
  }))
}

/** Six digits are more than a chart shows. */
function share(part: number, whole: number): number {
  return whole > 0 ? Number((part / whole).toPrecision(6)) : 0
}
