import type { PredictionRows } from '../predictions/predictions.ts'
import type { RegressionCurves } from './charts.ts'

const BINS = 30
const MOST_POINTS = 500
/** The part of the residuals on either side that goes into the outermost bins, so that one outlier does not flatten all. */
const TAIL = 0.005

/** Residuals of some predictions; undefined without a predicted number. */
export function residualsOf({ y, yPred }: PredictionRows): Float64Array | undefined {
  return yPred?.map((prediction, i) => prediction - (y[i] ?? 0))
}

/** The range of a histogram over these residuals: their central 99 %. */
export function residualRange(residuals: readonly Float64Array[]): readonly [number, number] {
  const all = new Float64Array(residuals.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of residuals) {
    all.set(part, offset)
    offset += part.length
  }
  all.sort()
  const last = all.length - 1
  return [all[Math.floor(TAIL * last)] ?? 0, all[Math.ceil((1 - TAIL) * last)] ?? 0]
}

/** Curves of one model; residuals are binned over `range`. */
export function regressionCurves(
  rows: PredictionRows,
  residuals: Float64Array,
  [low, high]: readonly [number, number],
): RegressionCurves {
  const width = high > low ? (high - low) / BINS : 1
  const counts = new Uint32Array(BINS)
  for (const residual of residuals) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((residual - low) / width)))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const step = Math.max(1, Math.ceil(rows.rows / MOST_POINTS))
  const sample: { actual: number; predicted: number }[] = []
  for (let i = 0; i < rows.rows; i += step)
    sample.push({ actual: rows.y[i] ?? 0, predicted: rows.yPred?.[i] ?? 0 })
  return {
    residuals: Array.from(counts, (count, bin) => ({
      from: six(low + bin * width),
      to: six(low + (bin + 1) * width),
      rows: count,
    })),
    sample,
  }
}

const six = (value: number) => Number(value.toPrecision(6))
