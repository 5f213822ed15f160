import {
  differenceOf,
  hits,
  newcombeLimits,
  normalSurvival,
  normalUpperQuantile,
  type PairedCounts,
  type StandardError,
  type Statistic,
  standardErrorOf,
  wilsonLimits,
} from '@slipway/stats'
import { predictionOf } from '../metrics/prediction-of.ts'
import type { RowMetric } from '../metrics/row-metric.ts'
import { type Pair, sameValues } from '../rows/pair.ts'
import { byResampling } from './by-resampling.ts'
import { studentT } from './student-t.ts'

/** A value or a difference on some rows, with what is known about its noise. */
export interface Measured {
  readonly estimate: number
  readonly standardError: number
  /** Degrees of freedom of t; undefined for score limits. */
  readonly df: number | undefined
  readonly method: string
  /** It takes enough rows of every class. */
  readonly perClass: boolean
  /** Of the rows that a model calls 1, the right or the wrong ones, whichever are fewer; undefined where that is nothing to it. */
  readonly fewestCalls: number | undefined
  /** Largest parts of the variance: see StandardError. */
  readonly row: StandardError['row']
  readonly cluster: StandardError['cluster']
  /** Two one-sided limits at this level: the truth is below the lower, or above the upper, with that chance at most. */
  limits(level: number): readonly [lower: number, upper: number]
  /** One-sided p-value against a true value of at most 0, and of at least 0. */
  tails(): readonly [above: number, below: number]
}

/** One metric on one split: both models, and their difference where they can be compared. */
export interface PairMeasured {
  readonly champion: number | undefined
  readonly challenger: Measured
  readonly difference: Difference | undefined
}

export interface Difference extends Measured {
  /** Nothing that the metric is computed from differs. */
  readonly identical: boolean
  /** Rows on which the two score differently by this metric. */
  readonly differing: number
  /** Pairs by who was right, for a share of rows that are right. */
  readonly counts: PairedCounts | undefined
}

/** Measures one metric on one split; undefined where the challenger's rows lack the column that it judges. */
export function measurePair(metric: RowMetric, pair: Pair): PairMeasured | undefined {
  const { challenger, champion, sample } = pair
  const prediction = predictionOf(metric, challenger)
  if (!prediction) return undefined
  const statistic = metric.statistic(challenger.y, prediction, sample)
  const other = champion && predictionOf(metric, champion)
  const reference = other && metric.statistic(challenger.y, other, sample)
  return {
    champion: reference?.estimate,
    challenger: measureAlone(metric, statistic, pair, prediction),
    difference:
      other && reference && measureDifference(metric, pair, [statistic, prediction], [reference, other]),
  }
}

function measureAlone(
  metric: RowMetric,
  statistic: Statistic,
  pair: Pair,
  prediction: Float64Array,
): Measured {
  if (metric.byWeight)
    return byResampling(statistic.estimate, pair, metric.byWeight(pair.challenger.y, prediction))
  const measured = {
    ...byStudentT(statistic, pair, metric.perClass),
    fewestCalls: metric.perCall && fewestCalls(pair, prediction),
  }
  if (!metric.isProportion || pair.sample.weight || pair.sample.clusters) return measured
  const right = Math.round(statistic.estimate * pair.rows)
  return byScore(measured, 'Wilson’s score limits', (z) => wilsonLimits(right, pair.rows, z))
}

function measureDifference(
  metric: RowMetric,
  pair: Pair,
  [statistic, prediction]: readonly [Statistic, Float64Array],
  [reference, other]: readonly [Statistic, Float64Array],
): Difference {
  const { sample, challenger } = pair
  const { y } = challenger
  const difference = differenceOf(statistic, reference)
  const scores = metric.scores
  const differing = scores
    ? countDiffering(scores(y, prediction), scores(y, other), sample.weight)
    : countDiffering(statistic.values, reference.values, sample.weight)
  const measured = metric.byWeight
    ? byResampling(difference.estimate, pair, metric.byWeight(y, prediction), metric.byWeight(y, other))
    : byStudentT(difference, pair, metric.perClass)
  const base = {
    ...measured,
    fewestCalls: metric.perCall && Math.min(fewestCalls(pair, prediction), fewestCalls(pair, other)),
    differing,
    identical: isIdentical(metric, pair, prediction, other),
  }
  if (!metric.isProportion || sample.weight) return { ...base, counts: undefined }
  const counts = pairedCounts(hits(y, prediction), hits(y, other))
  // Clusters have no score limits; where the two never differ, these are all there is.
  if (sample.clusters && differing > 0) return { ...base, counts }
  const limits = (z: number) => newcombeLimits(counts, z)
  return { ...base, ...byScore(measured, 'Newcombe’s limits for paired proportions', limits), counts }
}

function fewestCalls({ challenger: { y }, sample: { weight } }: Pair, label: Float64Array): number {
  let [right, wrong] = [0, 0]
  for (let row = 0; row < y.length; row++) {
    if (label[row] !== 1 || (weight?.[row] ?? 1) === 0) continue
    if (y[row] === 1) right++
    else wrong++
  }
  return Math.min(right, wrong)
}

/** A column of its own may differ where the predictions do not. */
function isIdentical(metric: RowMetric, pair: Pair, prediction: Float64Array, other: Float64Array): boolean {
  return typeof metric.judges === 'object' ? sameValues(prediction, other) : pair.identical
}

function byStudentT(statistic: Statistic, { sample, clusters }: Pair, perClass = false): Measured {
  const { estimate } = statistic
  const { standardError, df, row, cluster } = standardErrorOf(statistic, sample)
  return {
    estimate,
    standardError,
    df,
    method:
      clusters === undefined
        ? statistic.strata
          ? 'DeLong’s variance, t'
          : 'variance of row values, t'
        : 'delete-one-cluster jackknife (CR3), t',
    perClass,
    fewestCalls: undefined,
    row,
    cluster,
    ...studentT(estimate, standardError, df),
  }
}

/** Keeps the standard error, which planning needs, and takes the limits from a score method. */
function byScore(
  measured: Measured,
  method: string,
  scoreLimits: (z: number) => readonly [number, number],
): Measured {
  return {
    ...measured,
    df: undefined,
    method,
    limits: (level) => scoreLimits(normalUpperQuantile(level)),
    tails: () => {
      const z = deviateAtZero(scoreLimits)
      return [normalSurvival(z), normalSurvival(-z)]
    },
  }
}

/** The z whose lower limit (for a positive estimate; else upper) is 0: the estimate in standard deviations from 0. */
function deviateAtZero(scoreLimits: (z: number) => readonly [number, number]): number {
  const positive = scoreLimits(0)[0] > 0
  let [inside, outside] = [0, 40]
  for (let step = 0; step < 60; step++) {
    const z = (inside + outside) / 2
    const [lower, upper] = scoreLimits(z)
    if (positive ? lower > 0 : upper < 0) inside = z
    else outside = z
  }
  return positive ? inside : -inside
}

function countDiffering(a: Float64Array, b: Float64Array, weight: Float64Array | undefined): number {
  let count = 0
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && (weight?.[i] ?? 1) > 0) count++
  return count
}

function pairedCounts(challenger: Float64Array, champion: Float64Array): PairedCounts {
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 }
  for (let i = 0; i < challenger.length; i++) {
    if (challenger[i] === 1) champion[i] === 1 ? counts.both++ : counts.onlyFirst++
    else champion[i] === 1 ? counts.onlySecond++ : counts.neither++
  }
  return counts
}
