import { type Statistic, squaredCalibrationError } from '@slipway/stats'
import type { RowMetric } from './metric.ts'

/** Of several classes, of the most probable one: how likely it was said to be, and whether it was so. */
export const calibrationMetric: RowMetric = {
  tasks: ['binary', 'multiclass'],
  judges: 'p',
  isProportion: false,
  statistic: (y, p, sample): Statistic => {
    const [truth, probability] = topClass(y, p)
    return squaredCalibrationError(truth, probability, sample)
  },
  scores: (_, p) => p,
}

/** What is said of one class a row: of two, that of 1. Probabilities of several come class by class. */
export function topClass(y: Float64Array, p: Float64Array): readonly [truth: Float64Array, p: Float64Array] {
  const rows = y.length
  const classes = rows === 0 ? 1 : p.length / rows
  if (classes === 1) return [y, p]
  const truth = new Float64Array(rows)
  const highest = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let best = 0
    for (let code = 1; code < classes; code++)
      if ((p[code * rows + row] ?? 0) > (p[best * rows + row] ?? 0)) best = code
    highest[row] = p[best * rows + row] ?? Number.NaN
    truth[row] = y[row] === best ? 1 : 0
  }
  return [truth, highest]
}
