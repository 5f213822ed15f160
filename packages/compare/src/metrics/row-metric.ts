import {
  absoluteErrors,
  hits,
  logLosses,
  meanOf,
  rocAuc,
  type Sample,
  type Statistic,
  squaredErrors,
} from '@slipway/stats'
import type { PredictionRows, Task } from '../predictions/predictions.ts'

/** A metric that is computed from rows, so that its noise can be judged. */
export interface RowMetric {
  /** Tasks for which it means something. */
  readonly tasks: readonly Task[]
  /** The column that it judges; for labels, a probability above ½ stands in where no label was written. */
  readonly judges: 'p' | 'y_pred' | 'label'
  /** A share of rows that are right: its limits are score limits where the rows are independent. */
  readonly isProportion: boolean
  statistic(y: Float64Array, prediction: Float64Array, sample: Sample): Statistic
}

type Losses = (y: Float64Array, prediction: Float64Array) => Float64Array

function meanMetric(judges: RowMetric['judges'], tasks: readonly Task[], losses: Losses): RowMetric {
  const isProportion = losses === hits
  return { tasks, judges, isProportion, statistic: (y, p, sample) => meanOf(losses(y, p), sample) }
}

/** Names follow scikit-learn. */
const ROW_METRICS: ReadonlyMap<string, RowMetric> = new Map([
  ['accuracy', meanMetric('label', ['binary', 'regression'], hits)],
  ['brier_score_loss', meanMetric('p', ['binary'], squaredErrors)],
  ['log_loss', meanMetric('p', ['binary'], logLosses)],
  ['mean_absolute_error', meanMetric('y_pred', ['regression'], absoluteErrors)],
  ['mean_squared_error', meanMetric('y_pred', ['regression'], squaredErrors)],
  ['roc_auc', { tasks: ['binary'], judges: 'p', isProportion: false, statistic: rocAuc }],
])

export function rowMetric(name: string): RowMetric | undefined {
  return ROW_METRICS.get(name)
}

/** The column that a metric judges, or undefined where these rows do not have it. */
export function predictionOf(metric: RowMetric, rows: PredictionRows): Float64Array | undefined {
  if (metric.judges === 'p') return rows.p
  if (metric.judges === 'y_pred') return rows.yPred
  return rows.yPred ?? rows.p?.map((p) => (p > 0.5 ? 1 : 0))
}
