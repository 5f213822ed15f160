import { orderOf } from '@slipway/stats'
import type { PredictionRows } from '../predictions/predictions.ts'
import type { BinaryCurves, CalibrationBin, CurvePoint, ScoreBin } from './charts.ts'
import { type Band, ShareBand } from './curve-band.ts'

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
  rows: PredictionRows,
  p: Float64Array,
  order: Uint32Array,
): Pick<BinaryCurves, 'roc' | 'precisionRecall'> {
  const { y, weight } = rows
  const positives = y.reduce((sum, label, i) => sum + (label === 1 ? (weight?.[i] ?? 1) : 0), 0)
  const total = weight ? weight.reduce((sum, w) => sum + w, 0) : y.length
  const found = new ShareBand(rows)
  for (const [row, label] of y.entries()) if (label === 1) found.add(row, weight?.[row] ?? 1, false)
  const right = new ShareBand(rows)
  const roc = new Curve((a, b) => b.x - a.x + b.y - a.y, 2, { x: 0, y: 0 })
  const precisionRecall = new Curve((a, b) => b.x - a.x, 1)
  const points = distinctScores(p, order)
  let hit = 0
  let missed = 0
  for (let k = order.length - 1; k >= 0; k--) {
    const row = order[k] ?? 0
    const w = weight?.[row] ?? 1
    if (y[row] === 1) {
      hit += w
      found.hit(row, w)
    } else missed += w
    right.add(row, w, y[row] === 1)
    const isTied = k > 0 && p[order[k - 1] ?? 0] === p[row]
    if (isTied) continue
    const rates = { x: share(missed, total - positives), y: share(hit, positives) }
    roc.add(rates, k === 0, points, () => found.band())
    if (hit + missed > 0)
      precisionRecall.add({ x: rates.y, y: share(hit, hit + missed) }, k === 0, points, () => right.band())
  }
  return { roc: roc.points, precisionRecall: precisionRecall.points }
}

function distinctScores(p: Float64Array, order: Uint32Array): number {
  let count = 0
  for (let k = 0; k < order.length; k++) if (k === 0 || p[order[k] ?? 0] !== p[order[k - 1] ?? 0]) count++
  return count
}

/** Keeps the first point, the last, and of many those in between that are a step of the whole length apart. */
class Curve {
  readonly points: CurvePoint[] = []
  readonly #distance: (from: CurvePoint, to: CurvePoint) => number
  readonly #step: number

  constructor(distance: (from: CurvePoint, to: CurvePoint) => number, length: number, first?: CurvePoint) {
    this.#distance = distance
    this.#step = length / (MOST_POINTS - 2)
    if (first) this.points.push(first)
  }

  add(point: CurvePoint, isLast: boolean, count: number, bandOf: () => Band): void {
    const last = this.points.at(-1)
    const isFew = count < MOST_POINTS
    if (isFew || !last || isLast || this.#distance(last, point) >= this.#step)
      this.points.push({ ...point, ...bandOf() })
  }
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
