import type { GateMetric } from '@slipway/core'
import {
  absoluteErrors,
  averagePrecision,
  type ClassScore,
  classScoreOf,
  fBeta,
  hits,
  logLosses,
  matthewsCorrelation,
  meanOf,
  medianByWeight,
  percentageErrors,
  precisionOver,
  recallOver,
  rocAuc,
  rootOf,
  rSquared,
  type Sample,
  type Statistic,
  squaredErrors,
  type WeighedStatistic,
} from '@slipway/stats'
import type { PredictionRows, Task } from '../predictions/predictions.ts'

type Losses = (y: Float64Array, prediction: Float64Array) => Float64Array

/** A metric that is computed from rows, so that its noise can be judged. */
export interface RowMetric {
  /** Tasks for which it means something. */
  readonly tasks: readonly Task[]
  /** The column that it judges; for labels, a probability above ½ stands in where no label was written. */
  readonly judges: 'p' | 'y_pred' | 'label' | { readonly column: string }
  /** A share of rows that are right: its limits are score limits where the rows are independent. */
  readonly isProportion: boolean
  statistic(y: Float64Array, prediction: Float64Array, sample: Sample): Statistic
  /** What each row scores, where the row values of the statistic hang on all rows; undefined: the row values. */
  readonly scores?: Losses
  /** The metric by the weights of the rows, where only resampling shows its noise. */
  readonly byWeight?: (y: Float64Array, prediction: Float64Array) => WeighedStatistic
}

function meanMetric(judges: RowMetric['judges'], tasks: readonly Task[], losses: Losses): RowMetric {
  const isProportion = losses === hits
  return { tasks, judges, isProportion, statistic: (y, p, sample) => meanOf(losses(y, p), sample) }
}

const labels: Losses = (_, label) => label
/** Recall sees positives only: on all other rows the two models may differ as they like. */
const labelsOfPositives: Losses = (y, label) => label.map((value, row) => (y[row] === 1 ? value : 0))

/** A score of the labels of two classes, 0 and 1. */
function labelMetric(score: ClassScore, scores: Losses = labels): RowMetric {
  return {
    tasks: ['binary'],
    judges: 'label',
    isProportion: false,
    statistic: (y, label, sample) => classScoreOf(y, label, 2, score, sample),
    scores,
  }
}

function rankMetric(statistic: RowMetric['statistic']): RowMetric {
  return { tasks: ['binary'], judges: 'p', isProportion: false, statistic }
}

function errorMetric(metric: Pick<RowMetric, 'statistic' | 'scores' | 'byWeight'>): RowMetric {
  return { tasks: ['regression'], judges: 'y_pred', isProportion: false, ...metric }
}

/** Names follow scikit-learn. */
const ROW_METRICS: ReadonlyMap<string, RowMetric> = new Map([
  ['accuracy', meanMetric('label', ['binary', 'regression'], hits)],
  ['average_precision', rankMetric(averagePrecision)],
  ['balanced_accuracy', labelMetric(recallOver([0, 1]))],
  ['brier_score_loss', meanMetric('p', ['binary'], squaredErrors)],
  ['f1', labelMetric(fBeta(1, [1]))],
  ['log_loss', meanMetric('p', ['binary'], logLosses)],
  ['matthews_corrcoef', labelMetric(matthewsCorrelation)],
  ['mean_absolute_error', meanMetric('y_pred', ['regression'], absoluteErrors)],
  ['mean_absolute_percentage_error', meanMetric('y_pred', ['regression'], percentageErrors)],
  ['mean_squared_error', meanMetric('y_pred', ['regression'], squaredErrors)],
  ['median_absolute_error', errorMetric({ statistic: medianError, byWeight: medianErrorByWeight })],
  ['precision', labelMetric(precisionOver([1]))],
  ['r2', errorMetric({ statistic: rSquared, scores: squaredErrors })],
  ['recall', labelMetric(recallOver([1]), labelsOfPositives)],
  ['roc_auc', rankMetric(rocAuc)],
  ['root_mean_squared_error', errorMetric({ statistic: rootMeanSquaredError, scores: squaredErrors })],
])

function rootMeanSquaredError(y: Float64Array, prediction: Float64Array, sample: Sample): Statistic {
  return rootOf(meanOf(squaredErrors(y, prediction), sample))
}

function medianErrorByWeight(y: Float64Array, prediction: Float64Array): WeighedStatistic {
  return medianByWeight(absoluteErrors(y, prediction))
}

/** Row values say which rows differ, and nothing of the noise; a median without a cluster says nothing of it either. */
function medianError(y: Float64Array, prediction: Float64Array, { rows, weight }: Sample): Statistic {
  const estimate = medianErrorByWeight(y, prediction)(weight ?? new Float64Array(rows).fill(1))
  return { estimate, values: absoluteErrors(y, prediction), strata: undefined, without: undefined }
}

/** The metric of that name, or the mean of the column that its gate names; undefined for what only a metrics file can say. */
export function rowMetric(name: string, { column }: Pick<GateMetric, 'column'>): RowMetric | undefined {
  if (column === undefined) return ROW_METRICS.get(name)
  return meanMetric({ column }, ['binary', 'regression'], (_, value) => value)
}

/** The column that a metric judges, or undefined where these rows do not have it. */
export function predictionOf(metric: RowMetric, rows: PredictionRows): Float64Array | undefined {
  if (metric.judges === 'p') return rows.p
  if (metric.judges === 'y_pred') return rows.yPred
  if (metric.judges === 'label') return rows.yPred ?? rows.p?.map((p) => (p > 0.5 ? 1 : 0))
  const column = rows.columns.get(metric.judges.column)
  return column instanceof Float64Array ? column : undefined
}

/** What `predictionOf` looked for, as messages name it. */
export function columnText({ judges }: RowMetric): string {
  if (typeof judges === 'object') return `column of numbers "${judges.column}"`
  return `column "${judges === 'label' ? 'y_pred' : judges}"`
}
