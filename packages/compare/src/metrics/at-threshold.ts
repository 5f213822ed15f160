import type { GateMetric } from '@slipway/core'
import { bestScoreByWeight, bestThreshold, type CallScore, type Threshold } from '@slipway/stats'
import type { PredictionRows } from '../predictions/predictions.ts'
import type { JudgedSplits } from '../rows/judged-splits.ts'
import { type Pair, samePredictions } from '../rows/pair.ts'
import { type RowMetric, resampledMetric } from './metric.ts'

/** How a metric is measured on some rows. */
export interface Reading {
  readonly metric: RowMetric
  readonly pair: Pair
}

/** A metric as its gate wants it, on the rows of either split. */
export type MetricReader = (pair: Pair) => Reading

/** Scores of calls, as far as a threshold may be chosen by them. */
const SCORES: ReadonlyMap<string, CallScore> = new Map([
  [
    'accuracy',
    ({ hits, rejections, misses, falseAlarms }) =>
      (hits + rejections) / (hits + rejections + misses + falseAlarms),
  ],
  [
    'balanced_accuracy',
    ({ hits, misses, rejections, falseAlarms }) =>
      (hits / (hits + misses) + rejections / (rejections + falseAlarms)) / 2,
  ],
  ['f1', ({ hits, misses, falseAlarms }) => (2 * hits) / (2 * hits + misses + falseAlarms)],
  [
    'matthews_corrcoef',
    ({ hits, misses, rejections, falseAlarms }) =>
      (hits * rejections - misses * falseAlarms) /
      Math.sqrt((hits + misses) * (hits + falseAlarms) * (rejections + misses) * (rejections + falseAlarms)),
  ],
])

/** Without noise worth the name: mean cost, with a sign that makes more better. */
function gainOf(cost: NonNullable<GateMetric['cost']>): CallScore {
  const at = (truth: number, call: number) => cost[truth]?.[call] ?? Number.NaN
  return ({ hits, misses, rejections, falseAlarms }) =>
    -(at(1, 1) * hits + at(1, 0) * misses + at(0, 0) * rejections + at(0, 1) * falseAlarms) /
    (hits + misses + rejections + falseAlarms)
}

/**
 * How to read a metric whose gate says above which probability rows are called 1, or why that cannot be; a metric
 * without a threshold is read as it is.
 * @see docs/formats/predictions.md, thresholds
 */
export function atThreshold(
  name: string,
  { threshold, cost }: Pick<GateMetric, 'threshold' | 'cost'>,
  metric: RowMetric,
  splits: JudgedSplits,
): MetricReader | { readonly obstacle: string } {
  if (threshold === undefined) return (pair) => ({ metric, pair })
  const pairs = [splits.shown, splits.deciding]
  if (pairs.some(({ challenger, task }) => task !== 'binary' || !challenger.p))
    return { obstacle: 'a threshold takes predictions of two classes with a column "p"' }
  if (typeof threshold === 'number')
    return (pair) => ({ metric, pair: called(pair, { challenger: threshold, champion: threshold }) })
  if (threshold === 'champion') {
    const own = championThreshold(pairs)
    return typeof own === 'number'
      ? (pair) => ({ metric, pair: called(pair, { challenger: own, champion: own }) })
      : own
  }
  const score = cost ? gainOf(cost) : SCORES.get(name)
  return score ? atBest(metric, score, cost ? -1 : 1, splits) : { obstacle: 'no threshold is best for it' }
}

/** Each model at the threshold that is best for it on the tune rows, which have to be other rows than those that decide. */
function atBest(
  metric: RowMetric,
  score: CallScore,
  sign: 1 | -1,
  { mode, shown }: JudgedSplits,
): MetricReader | { readonly obstacle: string } {
  if (mode !== 'sealed')
    return {
      obstacle:
        'the best threshold is chosen on the split "tune" and judged on "test", and there is only one: on the rows that it was chosen by, it flatters',
    }
  const best = ({ y, p }: PredictionRows): Threshold | undefined =>
    p && bestThreshold(y, p, score, shown.sample.weight)
  const thresholds = {
    challenger: best(shown.challenger)?.threshold,
    champion: shown.champion && best({ ...shown.champion, y: shown.challenger.y })?.threshold,
  }
  const choosing = {
    ...metric,
    ...resampledMetric(
      { tasks: metric.tasks, judges: 'p' },
      (y, p) => {
        const byWeight = bestScoreByWeight(y, p, score)
        return (weight) => sign * byWeight(weight)
      },
      (y, p, { sample }) => {
        const { threshold } = bestThreshold(y, p, score, sample.weight)
        return p.map((value) => (value > threshold ? 1 : 0))
      },
    ),
  }
  // On the rows that it was chosen by, every resample chooses again; on all others, and on parts, it is a given.
  return (pair) => (pair === shown ? { metric: choosing, pair } : { metric, pair: called(pair, thresholds) })
}

/** The pair with the labels that these thresholds make. */
function called(
  pair: Pair,
  thresholds: { readonly challenger: number | undefined; readonly champion: number | undefined },
): Pair {
  const relabel = (rows: PredictionRows, threshold = Number.NaN): PredictionRows => ({
    ...rows,
    yPred: rows.p?.map((p) => (p > threshold ? 1 : 0)),
  })
  const challenger = relabel(pair.challenger, thresholds.challenger)
  const champion = pair.champion && relabel(pair.champion, thresholds.champion)
  return {
    ...pair,
    challenger,
    champion,
    identical: champion !== undefined && samePredictions(challenger, champion),
  }
}

/** Between the highest probability that the champion did not call and the lowest that it did; ½ where it has no labels. */
function championThreshold(pairs: readonly Pair[]): number | { readonly obstacle: string } {
  let [below, above] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const { champion } of pairs) {
    if (!champion?.p)
      return { obstacle: 'there is no champion with a column "p" whose threshold could be taken' }
    const { p, yPred } = champion
    if (!yPred) return 1 / 2
    for (const [row, value] of p.entries()) {
      if (yPred[row] === 1) above = Math.min(above, value)
      else below = Math.max(below, value)
    }
  }
  if (!(below < above))
    return { obstacle: 'the labels of the champion do not follow from a threshold on its column "p"' }
  return Number.isFinite(below) && Number.isFinite(above) ? (below + above) / 2 : 1 / 2
}
