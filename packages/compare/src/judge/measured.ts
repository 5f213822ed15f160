import {
  differenceOf,
  newcombeLimits,
  normalSurvival,
  normalUpperQuantile,
  type PairedCounts,
  type Sample,
  type StandardError,
  type Statistic,
  serialStandardError,
  standardErrorOf,
  wilsonLimits,
} from '@slipway/stats'
import type { RowMetric, Scarce } from '../metrics/metric.ts'
import { predictionOf } from '../metrics/prediction-of.ts'
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
  /** What there may be too little of; undefined where there is nothing of the kind. */
  readonly scarce: Scarce | undefined
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
  /** Difference of the row values; undefined where there are none, or nobody to compare with. */
  readonly perRow?: Float64Array | undefined
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
  const statistic = metric.statistic(challenger.y, prediction, sample, pair)
  const other = champion && predictionOf(metric, champion, challenger)
  const reference = other && metric.statistic(challenger.y, other, sample, pair)
  return {
    champion: reference?.estimate,
    challenger: measureAlone(metric, statistic, pair, prediction),
    difference:
      other && reference && measureDifference(metric, pair, [statistic, prediction], [reference, other]),
    perRow: pair.times && reference && differenceOf(statistic, reference).values,
  }
}

function measureAlone(
  metric: RowMetric,
  statistic: Statistic,
  pair: Pair,
  prediction: Float64Array,
): Measured {
  const { y } = pair.challenger
  const scarce = metric.scarce?.(y, prediction, pair)
  if (metric.byWeight)
    return { ...byResampling(statistic.estimate, pair, metric.byWeight(y, prediction, pair)), scarce }
  const measured = { ...byStudentT(statistic, pair, metric.perClass), scarce }
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
    ? countDiffering(scores(y, prediction, pair), scores(y, other, pair), sample)
    : countDiffering(statistic.values, reference.values, sample)
  const measured = metric.byWeight
    ? byResampling(
        difference.estimate,
        pair,
        metric.byWeight(y, prediction, pair),
        metric.byWeight(y, other, pair),
      )
    : byStudentT(difference, pair, metric.perClass)
  const base = {
    ...measured,
    scarce: scarcer(metric.scarce?.(y, prediction, pair), metric.scarce?.(y, other, pair)),
    differing,
    identical: isIdentical(metric, pair, prediction, other),
  }
  if (!metric.isProportion || sample.weight) return { ...base, counts: undefined }
  const counts = pairedCounts(statistic.values, reference.values)
  // Clusters have no score limits; where the two never differ, these are all there is.
  if (sample.clusters && differing > 0) return { ...base, counts }
  const limits = (z: number) => newcombeLimits(counts, z)
  return { ...base, ...byScore(measured, 'Newcombe’s limits for paired proportions', limits), counts }
}

const scarcer = (a: Scarce | undefined, b: Scarce | undefined) => (a && b && b.rows < a.rows ? b : a)

/** A column of its own may differ where the predictions do not. */
function isIdentical(metric: RowMetric, pair: Pair, prediction: Float64Array, other: Float64Array): boolean {
  const isOfItsOwn =
    ['quantiles', 'score'].includes(String(metric.judges)) || typeof metric.judges === 'object'
  return isOfItsOwn ? sameValues(prediction, other) : pair.identical
}

function byStudentT(statistic: Statistic, pair: Pair, perClass = false): Measured {
  const { estimate } = statistic
  const { standardError, df, row, cluster, method } = pair.times
    ? serialError(statistic, pair, pair.times)
    : { ...standardErrorOf(statistic, pair.sample), method: methodOf(statistic, pair) }
  return {
    estimate,
    standardError,
    df,
    method,
    perClass,
    scarce: undefined,
    row,
    cluster,
    ...studentT(estimate, standardError, df),
  }
}

function methodOf({ strata }: Statistic, { sample, unit }: Pair): string {
  if (sample.clusters) return 'delete-one-cluster jackknife (CR3), t'
  return strata ? 'DeLong’s variance, t' : `variance of ${unit} values, t`
}

function serialError(
  statistic: Statistic,
  { sample }: Pair,
  { labels, horizon }: NonNullable<Pair['times']>,
): StandardError & { readonly method: string } {
  const clusters = { codes: labels.codes, count: labels.names.length }
  const { standardError, df, time } = serialStandardError(statistic, sample, clusters, horizon)
  const method = `sums by time, ${df} cosines, t`
  // A row has no say of its own beside those of its time.
  return { standardError, df, row: { share: 0, index: -1 }, cluster: time, method }
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

/** Rows on which the two differ; of several values a row, in any of them. */
function countDiffering(a: Float64Array, b: Float64Array, { rows, weight }: Sample): number {
  let count = 0
  for (let i = 0; i < rows; i++) {
    let place = i
    while (place < a.length && a[place] === b[place]) place += rows
    if (place < a.length && (weight?.[i] ?? 1) > 0) count++
  }
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
