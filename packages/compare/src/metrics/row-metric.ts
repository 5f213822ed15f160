import { type GateMetric, splitMetricName } from '@slipway/core'
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
  percentageErrors,
  precisionOver,
  quantileByWeight,
  recallOver,
  rocAuc,
  rootOf,
  rSquared,
  type Sample,
  type Statistic,
  squaredErrors,
  symmetricPercentageErrors,
} from '@slipway/stats'
import type { Task } from '../predictions/predictions.ts'
import type { Pair } from '../rows/pair.ts'
import { calibrationMetric } from './calibration-metric.ts'
import { costMetric } from './cost-metric.ts'
import { pinballMetric, scaledErrorMetric } from './forecast-metrics.ts'
import { labelSetMetric } from './label-set-metrics.ts'
import { byUnit, type Losses, meanMetric, type RowMetric, resampledMetric, type Scarce } from './metric.ts'
import { rankingMetric } from './ranking-metrics.ts'
import { recallAtPrecisionMetric, topMetric } from './top-metrics.ts'

export type { RowMetric } from './metric.ts'

const ALL_TASKS: readonly Task[] = [
  'binary',
  'multiclass',
  'multilabel',
  'regression',
  'ranking',
  'forecasting',
]
/** Tasks of numbers. */
const NUMBERS: readonly Task[] = ['regression', 'forecasting']

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

function errorMetric(metric: Pick<RowMetric, 'statistic' | 'scores'>): RowMetric {
  return { tasks: NUMBERS, judges: 'y_pred', isProportion: false, ...metric }
}

/** Names follow scikit-learn. */
const ROW_METRICS: ReadonlyMap<string, RowMetric> = new Map([
  ['accuracy', meanMetric('label', ['binary', 'multiclass', 'regression'], hits)],
  ['average_precision', rankMetric(averagePrecision)],
  ['balanced_accuracy', classesMetric(['binary', 'multiclass'], recallOver)],
  ['brier_score_loss', meanMetric('p', ['binary'], squaredErrors)],
  ['f1', labelMetric(fBeta(1, [1]))],
  ['f1_macro', classesMetric(['multiclass'], (classes) => fBeta(1, classes))],
  ['log_loss', meanMetric('p', ['binary', 'multiclass'], logLossesOfClasses)],
  ['matthews_corrcoef', classesMetric(['binary', 'multiclass'], () => matthewsCorrelation)],
  ['mean_absolute_error', meanMetric('y_pred', NUMBERS, absoluteErrors)],
  ['mean_absolute_percentage_error', meanMetric('y_pred', NUMBERS, percentageErrors)],
  ['mean_absolute_scaled_error', scaledErrorMetric],
  ['mean_pinball_loss', pinballMetric],
  ['mean_squared_error', meanMetric('y_pred', NUMBERS, squaredErrors)],
  ['median_absolute_error', errorQuantile(1 / 2)],
  ['precision', { ...labelMetric(precisionOver([1])), scarce: scarceCalls }],
  ['r2', errorMetric({ statistic: rSquared, scores: squaredErrors })],
  ['recall', labelMetric(recallOver([1]), labelsOfPositives)],
  ['roc_auc', rankMetric(rocAuc)],
  [
    'roc_auc_ovr',
    { tasks: ['multiclass'], judges: 'p', isProportion: false, perClass: true, statistic: rocAucOneVsRest },
  ],
  ['root_mean_squared_error', errorMetric({ statistic: rootMeanSquaredError, scores: squaredErrors })],
  ['squared_calibration_error', calibrationMetric],
  ['symmetric_mean_absolute_percentage_error', meanMetric('y_pred', NUMBERS, symmetricPercentageErrors)],
])

function rootMeanSquaredError(y: Float64Array, prediction: Float64Array, sample: Sample): Statistic {
  return rootOf(meanOf(squaredErrors(y, prediction), sample))
}

/** Rows on the thinner side of a quantile: it hangs on them. */
function beyondQuantile(part: number): NonNullable<RowMetric['scarce']> {
  return (_y, _prediction, { sample, rows, queries }) => ({
    rows: Math.round(Math.min(part, 1 - part) * (queries ? sample.rows : rows)),
    where: 'beyond the quantile,',
    what: 'lie',
  })
}

/** A quantile of |ŷ − y|. */
function errorQuantile(part: number): RowMetric {
  return resampledMetric(
    { tasks: NUMBERS, judges: 'y_pred', scarce: beyondQuantile(part) },
    (y, prediction) => quantileByWeight(absoluteErrors(y, prediction), part),
    absoluteErrors,
  )
}

/**
 * The metric of that name and task, or what its gate names: the mean or a quantile of a column, a cost. Undefined for what
 * only a metrics file can say. Without a task, or where the task has none of that name, that of another task.
 */
export function rowMetric(
  name: string,
  { column, cost, quantile, minPrecision }: Pick<GateMetric, 'column' | 'cost' | 'quantile' | 'minPrecision'>,
  task?: Task,
): RowMetric | undefined {
  if (column !== undefined) return columnMetric(column, quantile)
  if (cost) return costMetric(cost)
  if (name === 'absolute_error_quantile' && quantile !== undefined) return errorQuantile(quantile)
  if (name === 'recall_at_fixed_precision' && minPrecision !== undefined)
    return recallAtPrecisionMetric(minPrecision)
  const { base, at } = splitMetricName(name)
  const own =
    task === 'multilabel' ? labelSetMetric(name) : task === 'ranking' ? rankingMetric(base, at) : undefined
  if (own) return own
  const plain = at === undefined ? ROW_METRICS.get(name) : topMetric(base, at)
  return plain ?? labelSetMetric(name) ?? rankingMetric(base, at)
}

const values: Losses = (_, value) => value

function columnMetric(column: string, quantile: number | undefined): RowMetric {
  if (quantile === undefined) return meanMetric({ column }, ALL_TASKS, values)
  return resampledMetric(
    { tasks: ALL_TASKS, judges: { column }, scarce: beyondQuantile(quantile) },
    (_, value, pair) => quantileByWeight(byUnit(value, pair), quantile),
    (_, value, pair) => byUnit(value, pair),
  )
}

/** Of the rows that a model calls 1, the right or the wrong ones: few, all of them right, look certain. */
function scarceCalls(y: Float64Array, label: Float64Array, { sample: { weight } }: Pair): Scarce {
  let [right, wrong] = [0, 0]
  for (let row = 0; row < y.length; row++) {
    if (label[row] !== 1 || (weight?.[row] ?? 1) === 0) continue
    if (y[row] === 1) right++
    else wrong++
  }
  return {
    rows: Math.min(right, wrong),
    where: 'of the rows that a model calls 1,',
    what: 'are right, or wrong',
  }
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
