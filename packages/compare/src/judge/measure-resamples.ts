import type { Resamples, SplitResamples } from '@slipway/core'
import type { Pair } from '../rows/pair.ts'
import type { Difference, Measured, PairMeasured } from './measured.ts'
import { studentT } from './student-t.ts'

/** Fewer leave the standard error itself too unsure. @see Efron & Tibshirani 1993, "An Introduction to the Bootstrap", §6.4 */
export const LEAST_RESAMPLES = 200

/** Why resamples cannot judge these rows; undefined where they can. */
export function resamplesProblem(
  own: Resamples,
  other: Resamples | undefined,
  pair: Pair,
  whose: string,
): string | undefined {
  const mine = splitOf(own, pair.split)
  if (!mine) return `the resamples have no split "${pair.split}"`
  const problem = splitProblem(mine, pair)
  if (problem !== undefined || !other) return problem
  const reference = splitOf(other, pair.split)
  if (!reference) return `the resamples of ${whose} have no split "${pair.split}"`
  const theirs = splitProblem(reference, pair)
  if (theirs !== undefined) return `of ${whose}, ${theirs}`
  if (own.seed !== other.seed)
    return `the resamples were drawn with seed ${own.seed}, and those of ${whose} with seed ${other.seed}: only the same resamples can be compared`
  return mine.values.length === reference.values.length
    ? undefined
    : `there are ${mine.values.length} resamples, and ${reference.values.length} of ${whose}`
}

const splitOf = ({ splits }: Resamples, name: string) =>
  Object.hasOwn(splits, name) ? splits[name] : undefined

function splitProblem({ unit, units, estimate, values }: SplitResamples, pair: Pair): string | undefined {
  const { clusters, rows, times, queries } = pair
  if (times || (queries && clusters === undefined))
    return 'rows that hang together by time cannot be drawn one by one; a column "cluster" would say what can be drawn'
  const wanted = clusters === undefined ? 'row' : 'cluster'
  if (unit !== wanted)
    return `the resamples draw ${unit}s, and these rows ${wanted === 'row' ? 'are independent' : `hang together by ${pair.group}`}`
  const there = clusters ?? rows
  if (units !== there) return `the resamples are of ${units} ${unit}s, and there are ${there}`
  if (values.length < LEAST_RESAMPLES)
    return `there are ${values.length} resamples; it takes ${LEAST_RESAMPLES}`
  const { mean, deviation } = momentsOf(values)
  // A value that its own resamples lie beside is not the metric that they are of, or is too biased to be judged by them.
  return Math.abs(mean - estimate) > deviation
    ? 'its value lies further from the mean of its resamples than they spread'
    : undefined
}

/** A metric and its difference by resamples of both models that have no problem. */
export function measureResamples(
  own: Resamples,
  other: Resamples | undefined,
  pair: Pair,
): PairMeasured | undefined {
  const mine = splitOf(own, pair.split)
  const reference = other && splitOf(other, pair.split)
  if (!mine) return undefined
  return {
    champion: reference?.estimate,
    challenger: measured(mine.estimate, mine.values, pair),
    difference: reference && differenceOf(mine, reference, pair),
  }
}

function differenceOf(mine: SplitResamples, reference: SplitResamples, pair: Pair): Difference {
  const differences = mine.values.map((value, k) => value - (reference.values[k] ?? Number.NaN))
  const estimate = mine.estimate - reference.estimate
  return {
    ...measured(estimate, differences, pair),
    identical: estimate === 0 && differences.every((difference) => difference === 0),
    // Which rows differ is not known: their number is no reason to refuse.
    differing: pair.rows,
    counts: undefined,
  }
}

/** The spread of resamples is a standard error, n/(n − 1) too small in its square. */
function measured(estimate: number, values: readonly number[], { effective }: Pair): Measured {
  const { deviation } = momentsOf(values)
  const standardError = effective > 1 ? deviation * Math.sqrt(effective / (effective - 1)) : Number.NaN
  const df = Math.min(effective, values.length) - 1
  return {
    estimate,
    standardError,
    df,
    method: `${values.length} resamples of its own, t`,
    perClass: false,
    scarce: undefined,
    row: { share: 0, index: -1 },
    cluster: undefined,
    ...studentT(estimate, standardError, df),
  }
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) }
}
