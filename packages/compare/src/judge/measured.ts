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
  studentTSurvival,
  studentTUpperQuantile,
  wilsonLimits,
} from '@slipway/stats'
import { predictionOf, type RowMetric } from '../metrics/row-metric.ts'
import type { Pair } from '../rows/pair.ts'

/** A value or a difference on some rows, with what is known about its noise. */
export interface Measured {
  readonly estimate: number
  readonly standardError: number
  /** Degrees of freedom of t; undefined for score limits. */
  readonly df: number | undefined
  readonly method: string
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
    challenger: measureAlone(metric, statistic, pair),
    difference:
      other && reference && measureDifference(metric, pair, [statistic, prediction], [reference, other]),
  }
}

function measureAlone(metric: RowMetric, statistic: Statistic, pair: Pair): Measured {
  const measured = byStudentT(statistic, pair)
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
  const difference = differenceOf(statistic, reference)
  const differing = countDiffering(difference.values, sample.weight)
  const measured = byStudentT(difference, pair)
  if (!metric.isProportion || sample.weight) return { ...measured, differing, counts: undefined }
  const counts = pairedCounts(hits(challenger.y, prediction), hits(challenger.y, other))
  // Clusters have no score limits; where the two never differ, these are all there is.
  if (sample.clusters && differing > 0) return { ...measured, differing, counts }
  const limits = (z: number) => newcombeLimits(counts, z)
  return { ...byScore(measured, 'Newcombe’s limits for paired proportions', limits), differing, counts }
}

function byStudentT(statistic: Statistic, { sample, clusters }: Pair): Measured {
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
    row,
    cluster,
    limits: (level) => {
      const half = studentTUpperQuantile(level, df) * standardError
      return [estimate - half, estimate + half]
    },
    tails: () => [
      studentTSurvival(estimate / standardError, df),
      studentTSurvival(-estimate / standardError, df),
    ],
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

function countDiffering(values: Float64Array, weight: Float64Array | undefined): number {
  let count = 0
  for (let i = 0; i < values.length; i++) if (values[i] !== 0 && (weight?.[i] ?? 1) > 0) count++
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
