import {
  averageOf,
  averagePrecision,
  classScoreOf,
  fBeta,
  hammingLosses,
  labelCounts,
  labelRankingPrecisions,
  logLosses,
  meanOf,
  ratioOf,
  rocAuc,
  rowF1,
  type Sample,
  type Statistic,
  squaredErrors,
  subsetHits,
} from '@slipway/stats'
import type { Pair } from '../rows/pair.ts'
import type { RowMetric } from './metric.ts'

type Columns = readonly Float64Array[]
type ByLabel = (truth: Columns, prediction: Columns, sample: Sample) => Statistic
type ByRow = (truth: Columns, prediction: Columns) => Float64Array

/** Metrics of several labels a row, names as in scikit-learn. A prediction comes label by label. */
const METRICS: ReadonlyMap<string, RowMetric> = new Map([
  ['accuracy', { ...metricOf('label', rowMeans(subsetHits)), isProportion: true }],
  ['average_precision', perLabel('p', (y, p, sample) => averagePrecision(y, p, sample))],
  ['brier_score_loss', metricOf('p', rowMeans(meanOverLabels(squaredErrors)))],
  [
    'f1_macro',
    {
      ...perLabel('label', (y, label, sample) => classScoreOf(y, label, 2, fBeta(1, [1]), sample)),
      scores: (_, guess) => guess,
    },
  ],
  ['f1_micro', { ...metricOf('label', f1OfAll), scores: (_, guess) => guess }],
  ['f1_samples', metricOf('label', rowMeans(rowF1))],
  ['hamming_loss', metricOf('label', rowMeans(hammingLosses))],
  ['label_ranking_average_precision_score', metricOf('p', rowMeans(labelRankingPrecisions))],
  ['log_loss', metricOf('p', rowMeans(meanOverLabels(logLosses)))],
  ['roc_auc', perLabel('p', rocAuc)],
])

export function labelSetMetric(name: string): RowMetric | undefined {
  return METRICS.get(name)
}

function metricOf(judges: 'p' | 'label', byLabel: ByLabel): RowMetric {
  return {
    tasks: ['multilabel'],
    judges,
    isProportion: false,
    statistic: (_, prediction, sample, pair) => {
      const truth = truthOf(pair)
      const rows = sample.rows
      return byLabel(
        truth,
        truth.map((_column, k) => prediction.subarray(k * rows, (k + 1) * rows)),
        sample,
      )
    },
  }
}

const truthOf = ({ challenger: { labels } }: Pair): Columns => labels?.truth ?? []

/** The mean of what each row scores. */
function rowMeans(of: ByRow): ByLabel {
  return (truth, prediction, sample) => meanOf(of(truth, prediction), sample)
}

function meanOverLabels(losses: (y: Float64Array, p: Float64Array) => Float64Array): ByRow {
  return (truth, prediction) => {
    const sums = new Float64Array(truth[0]?.length ?? 0)
    for (const [k, y] of truth.entries()) {
      const own = losses(y, prediction[k] ?? new Float64Array())
      for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] ?? 0) + (own[row] ?? Number.NaN)
    }
    return sums.map((sum) => sum / truth.length)
  }
}

/** The mean over labels of a metric of two classes. */
function perLabel(
  judges: 'p' | 'label',
  of: (y: Float64Array, prediction: Float64Array, sample: Sample) => Statistic,
): RowMetric {
  const average: ByLabel = (truth, prediction, sample) =>
    averageOf(
      truth.map((y, k) => of(y, prediction[k] ?? new Float64Array(), sample)),
      sample,
    )
  return { ...metricOf(judges, average), perClass: true }
}

/** F1 of all labels of all rows together. */
function f1OfAll(truth: Columns, guess: Columns, sample: Sample): Statistic {
  const { hits, sizes } = labelCounts(truth, guess)
  return ratioOf(
    hits.map((own) => 2 * own),
    sizes,
    sample,
  )
}
