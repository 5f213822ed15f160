import type { GateMetric } from '@slipway/core'
import {
  absoluteErrors,
  averageOf,
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
import type { Task } from '../predictions/predictions.ts'

const ALL_TASKS: readonly Task[] = ['binary', 'multiclass', 'regression']

type Losses = (y: Float64Array, prediction: Float64Array) => Float64Array

/** A metric that is computed from rows, so that its noise can be judged. */
export interface RowMetric {
  /** Tasks for which it means something. */
  readonly tasks: readonly Task[]
  /** The column that it judges; for labels, a probability above ½ stands in where no label was written. */
  readonly judges: 'p' | 'y_pred' | 'label' | { readonly column: string }
  /** A share of rows that are right: its limits are score limits where the rows are independent. */
  readonly isProportion: boolean
  /** It takes enough rows of each of several classes, as it always does of two. */
  readonly perClass?: boolean
  /** It divides by the rows that a model calls 1, so that it takes enough that are right and enough that are wrong. */
  readonly perCall?: true
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

/** A score of the labels of all classes that are there, of two or of several. */
function classesMetric(
  tasks: readonly Task[],
  scoreOver: (classes: readonly number[]) => ClassScore,
): RowMetric {
  return {
    tasks,
    judges: 'label',
    isProportion: false,
    perClass: true,
    statistic: (y, label, sample) =>
      classScoreOf(y, label, classCount(y, label), scoreOver(classesIn(y, sample)), sample),
    scores: labels,
  }
}

/** Codes of the classes that some row of a weight is of. */
function classesIn(y: Float64Array, { weight }: Sample): readonly number[] {
  return [...new Set(weight ? y.filter((_, row) => (weight[row] ?? 0) > 0) : y)].sort((a, b) => a - b)
}

const classCount = (...codes: Float64Array[]) =>
  1 + codes.reduce((most, list) => list.reduce((a, b) => Math.max(a, b), most), 1)

function rankMetric(statistic: RowMetric['statistic']): RowMetric {
  return { tasks: ['binary'], judges: 'p', isProportion: false, statistic }
}

function errorMetric(metric: Pick<RowMetric, 'statistic' | 'scores' | 'byWeight'>): RowMetric {
  return { tasks: ['regression'], judges: 'y_pred', isProportion: false, ...metric }
}

/** Names follow scikit-learn. */
const ROW_METRICS: ReadonlyMap<string, RowMetric> = new Map([
  ['accuracy', meanMetric('label', ALL_TASKS, hits)],
  ['average_precision', rankMetric(averagePrecision)],
  ['balanced_accuracy', classesMetric(['binary', 'multiclass'], recallOver)],
  ['brier_score_loss', meanMetric('p', ['binary'], squaredErrors)],
  ['f1', labelMetric(fBeta(1, [1]))],
  ['f1_macro', classesMetric(['multiclass'], (classes) => fBeta(1, classes))],
  ['log_loss', meanMetric('p', ['binary', 'multiclass'], logLossesOfClasses)],
  ['matthews_corrcoef', classesMetric(['binary', 'multiclass'], () => matthewsCorrelation)],
  ['mean_absolute_error', meanMetric('y_pred', ['regression'], absoluteErrors)],
  ['mean_absolute_percentage_error', meanMetric('y_pred', ['regression'], percentageErrors)],
  ['mean_squared_error', meanMetric('y_pred', ['regression'], squaredErrors)],
  ['median_absolute_error', errorMetric({ statistic: medianError, byWeight: medianErrorByWeight })],
  ['precision', { ...labelMetric(precisionOver([1])), perCall: true }],
  ['r2', errorMetric({ statistic: rSquared, scores: squaredErrors })],
  ['recall', labelMetric(recallOver([1]), labelsOfPositives)],
  ['roc_auc', rankMetric(rocAuc)],
  [
    'roc_auc_ovr',
    { tasks: ['multiclass'], judges: 'p', isProportion: false, perClass: true, statistic: rocAucOneVsRest },
  ],
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
  return meanMetric({ column }, ALL_TASKS, (_, value) => value)
}

/** Of several classes, probabilities come class by class: the loss is that of the true one. */
function logLossesOfClasses(y: Float64Array, p: Float64Array): Float64Array {
  const rows = y.length
  if (p.length === rows) return logLosses(y, p)
  const ofTruth = y.map((code, row) => p[code * rows + row] ?? Number.NaN)
  return logLosses(new Float64Array(rows).fill(1), ofTruth)
}

/** Mean over the classes of the AUC of each against all others; of probabilities class by class. */
function rocAucOneVsRest(y: Float64Array, p: Float64Array, sample: Sample): Statistic {
  const rows = y.length
  return averageOf(
    classesIn(y, sample).map((code) =>
      rocAuc(
        y.map((own) => (own === code ? 1 : 0)),
        p.subarray(code * rows, (code + 1) * rows),
        sample,
      ),
    ),
    sample,
  )
}
