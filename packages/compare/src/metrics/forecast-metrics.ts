import { pinballLosses, scaledErrors } from '@slipway/stats'
import type { PredictionRows } from '../predictions/predictions.ts'
import { quantilesOf } from '../predictions/quantile-columns.ts'
import type { Pair } from '../rows/pair.ts'
import { meanMetric, type RowMetric } from './metric.ts'

/** MASE. What an error is measured by belongs to the series: it is the mean error of a naive forecast in training. */
export const scaledErrorMetric: RowMetric = {
  ...meanMetric('y_pred', ['forecasting'], (y, prediction, pair) =>
    scaledErrors(y, prediction, scaleOf(pair) ?? y.map(() => Number.NaN)),
  ),
  problem: (pair) => {
    const scale = scaleOf(pair)
    if (!scale) return 'the predictions have no column "scale", the error of a naive forecast in training'
    return scale.every((value) => value > 0 && Number.isFinite(value))
      ? undefined
      : 'column "scale" has to be above 0 in every row'
  },
}

function scaleOf({ challenger }: Pair): Float64Array | undefined {
  const scale = challenger.columns.get('scale')
  return scale instanceof Float64Array ? scale : undefined
}

/** Mean over the predicted quantiles; what is judged is the loss itself, so that rows differ where any quantile does. */
export const pinballMetric: RowMetric = meanMetric(
  'quantiles',
  ['regression', 'forecasting'],
  (_, loss) => loss,
)

/** Pinball loss of each row, the mean over its quantiles; undefined without any, or with others than `like` has. */
export function pinballOf(rows: PredictionRows, like: PredictionRows): Float64Array | undefined {
  const quantiles = quantilesOf(rows)
  const levels = [...quantiles.keys()]
  if (levels.length === 0 || levels.join() !== [...quantilesOf(like).keys()].join()) return undefined
  const sums = new Float64Array(rows.rows)
  for (const [level, column] of quantiles) {
    const own = pinballLosses(rows.y, column, level)
    for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] ?? 0) + (own[row] ?? Number.NaN)
  }
  return sums.map((sum) => sum / levels.length)
}
