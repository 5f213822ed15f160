import type { ModelTests } from '@slipway/core'
import {
  differenceOf,
  newcombeIndependent,
  normalUpperQuantile,
  ratioOf,
  type Statistic,
  standardErrorOf,
  studentTUpperQuantile,
} from '@slipway/stats'
import { predictionOf } from '../metrics/prediction-of.ts'
import { rowMetric } from '../metrics/row-metric.ts'
import type { PredictionRows } from '../predictions/predictions.ts'
import type { Pair } from '../rows/pair.ts'

export type Measure = NonNullable<ModelTests['fairness']>['measures'][number]

/** A rate of one group of rows, or how it changed, with what its noise is told by. */
export interface GroupRate {
  readonly name: string
  readonly estimate: number
  readonly variance: number
  /** Rows that the rate is a share of, and how many are. */
  readonly trials: number
  readonly successes: number
  /** The rate without each cluster in turn; undefined where rows are independent. */
  readonly without: Float64Array | undefined
}

/** Rows of each group that a rate is a mean over, and the value whose mean it is. */
interface Counted {
  readonly value: Float64Array
  readonly counts: (row: number) => boolean
}

/** Of which rows a measure is a mean, and of what; undefined where these predictions do not tell. */
function countedBy(measure: Measure, rows: PredictionRows): Counted | undefined {
  const { y, p } = rows
  if (measure === 'calibration')
    return p && { value: y.map((truth, row) => truth - (p[row] ?? Number.NaN)), counts: () => true }
  const metric = rowMetric('accuracy', { column: undefined })
  const label = metric && predictionOf(metric, rows)
  const truth = measure === 'selection_rate' ? undefined : measure === 'true_positive_rate' ? 1 : 0
  return label && { value: label, counts: (row) => truth === undefined || y[row] === truth }
}

/** The statistic of each group, by its code; undefined where the predictions do not tell. */
function statisticsOf(
  measure: Measure,
  rows: PredictionRows,
  { sample }: Pair,
  codes: Int32Array,
  groups: readonly number[],
): readonly (Statistic & { trials: number; successes: number })[] | undefined {
  const counted = countedBy(measure, rows)
  if (!counted) return undefined
  return groups.map((code) => {
    const below = Float64Array.from(codes, (own, row) => (own === code && counted.counts(row) ? 1 : 0))
    const above = below.map((inside, row) => (inside === 1 ? (counted.value[row] ?? Number.NaN) : 0))
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
    return { ...ratioOf(above, below, sample), trials: sum(below), successes: sum(above) }
  })
}

/** The groups' rates of one model, and of the challenger less the champion. */
export interface GroupRates {
  readonly challenger: readonly GroupRate[]
  readonly champion: readonly GroupRate[] | undefined
  readonly change: readonly GroupRate[] | undefined
}

export function groupRates(
  measure: Measure,
  pair: Pair,
  codes: Int32Array,
  groups: readonly { readonly code: number; readonly name: string }[],
): GroupRates | undefined {
  const of = (rows: PredictionRows | undefined) =>
    rows &&
    statisticsOf(
      measure,
      rows,
      pair,
      codes,
      groups.map(({ code }) => code),
    )
  const [own, other] = [of(pair.challenger), of(pair.champion)]
  if (!own) return undefined
  const rate = (
    statistic: Statistic,
    i: number,
    counts: { trials: number; successes: number },
  ): GroupRate => ({
    name: groups[i]?.name ?? '',
    estimate: statistic.estimate,
    variance:
      standardErrorOf({ ...statistic, without: undefined }, { ...pair.sample, clusters: undefined })
        .standardError ** 2,
    trials: counts.trials,
    successes: counts.successes,
    without: statistic.without,
  })
  return {
    challenger: own.map((each, i) => rate(each, i, each)),
    champion: other?.map((each, i) => rate(each, i, each)),
    change: other?.map((each, i) => rate(differenceOf(own[i] ?? each, each), i, each)),
  }
}

/**
 * Limits of the difference of two groups' rates that leave out this probability on each side. Groups are different rows: where
 * rows are independent their variances add up, and shares have Newcombe's limits; clusters may lie in both, so that the
 * jackknife is of the difference.
 */
export function gapLimits(
  first: GroupRate,
  second: GroupRate,
  { effective, clusters, sample }: Pair,
  isShare: boolean,
  tail: number,
): readonly [number, number] {
  if (isShare && clusters === undefined && !sample.weight)
    return newcombeIndependent(first, second, normalUpperQuantile(tail))
  const estimate = first.estimate - second.estimate
  const variance =
    clusters === undefined ? first.variance + second.variance : jackknifed(first, second, clusters)
  // No noise at all in a difference is noise that was not seen.
  const half = variance === 0 && estimate !== 0 ? Number.NaN : Math.sqrt(variance)
  const wide = studentTUpperQuantile(tail, effective - 1) * half
  return [estimate - wide, estimate + wide]
}

function jackknifed(first: GroupRate, second: GroupRate, clusters: number): number {
  return jackknifeOf(clusters, first.estimate - second.estimate, (g) =>
    first.without && second.without ? (first.without[g] ?? 0) - (second.without[g] ?? 0) : Number.NaN,
  )
}

function jackknifeOf(clusters: number, estimate: number, without: (cluster: number) => number): number {
  let squares = 0
  for (let g = 0; g < clusters; g++) squares += (without(g) - estimate) ** 2
  return ((clusters - 1) / clusters) * squares
}

/** Two groups, by their place among the rates. */
export type GroupPair = readonly [high: number, low: number]

/**
 * Limits of the distance of two groups under the challenger, less that of two groups under the champion, on the same rows.
 * Without clusters the groups are independent, and the two models are correlated within each.
 */
export function growthLimits(
  { challenger, champion = [], change = [] }: GroupRates,
  now: GroupPair,
  then: GroupPair,
  { effective, clusters }: Pair,
  tail: number,
): readonly [number, number] {
  const at = (
    rates: readonly GroupRate[],
    [high, low]: GroupPair,
    of: (rate: GroupRate | undefined) => number,
  ) => of(rates[high]) - of(rates[low])
  const grown = (of: (rate: GroupRate | undefined) => number) =>
    at(challenger, now, of) - at(champion, then, of)
  const estimate = grown((rate) => rate?.estimate ?? Number.NaN)
  const variance =
    clusters === undefined
      ? challenger.reduce(
          (sum, own, i) => sum + partOf(own, champion[i], change[i], weightIn(now, i), -weightIn(then, i)),
          0,
        )
      : jackknifeOf(clusters, estimate, (g) => grown((rate) => rate?.without?.[g] ?? Number.NaN))
  const spread = variance <= 0 && estimate !== 0 ? Number.NaN : Math.sqrt(Math.max(0, variance))
  const wide = studentTUpperQuantile(tail, effective - 1) * spread
  return [estimate - wide, estimate + wide]
}

const weightIn = ([high, low]: GroupPair, i: number) => Number(i === high) - Number(i === low)

/** Of the variance, what one group has: a·challenger + b·champion, their covariance told by the variance of the change. */
function partOf(
  own: GroupRate,
  other: GroupRate | undefined,
  change: GroupRate | undefined,
  a: number,
  b: number,
): number {
  if (a === 0 && b === 0) return 0
  const [first, second] = [own.variance, other?.variance ?? Number.NaN]
  const covariance = (first + second - (change?.variance ?? Number.NaN)) / 2
  return a * a * first + b * b * second + 2 * a * b * covariance
}
