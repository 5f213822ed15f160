import { clusterRows } from './cluster-rows.ts'
import { checkSameLength } from './same-length.ts'
import type { Clusters, Sample } from './sample.ts'
import type { Statistic } from './statistic.ts'

/** What a confusion matrix says of each class, as sums of weights. */
export interface ClassCounts {
  /** All rows. */
  total: number
  /** Rows of the class that were taken for it. */
  readonly hits: Float64Array
  /** Rows of the class. */
  readonly truths: Float64Array
  /** Rows that were taken for the class. */
  readonly guesses: Float64Array
}

/** A score and its derivatives by the counts that it is computed from. NaN where it is not defined. */
export interface ScoreSlope extends Readonly<ClassCounts> {
  readonly value: number
}

/** A score that depends on a confusion matrix only, and not on its size: twice all counts give the same. */
export type ClassScore = (counts: Readonly<ClassCounts>) => ScoreSlope

/**
 * A score of class labels, as a statistic: precision, recall, F1, balanced accuracy, Matthews' correlation, or their means
 * over classes. Row values are θ̂ + W·∂θ/∂w of the row (the delta method; the centre of a score without scale is 0, by
 * Euler's theorem); the jackknife is exact. Not defined, no rows: NaN.
 *
 * @param truth class of each row, from 0 to classes − 1
 * @param guess the same as predicted; anything else is taken for no class
 * @see Cramér 1946, "Mathematical Methods of Statistics", §28.4 (functions of moments)
 */
export function classScoreOf(
  truth: ArrayLike<number>,
  guess: ArrayLike<number>,
  classes: number,
  score: ClassScore,
  sample: Sample,
): Statistic {
  const { rows, weight, clusters } = sample
  checkSameLength('a score of labels', rows, { truth, guess, weight, cluster: clusters?.codes })
  const labels = { truth, guess, weight }
  const counts = noCounts(classes)
  for (let row = 0; row < rows; row++) countRow(counts, labels, row, 1)
  const slope = score(counts)
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const [actual = -1, predicted = -1] = [truth[row], guess[row]]
    const hit = actual === predicted ? (slope.hits[actual] ?? 0) : 0
    const own = slope.total + (slope.truths[actual] ?? 0) + (slope.guesses[predicted] ?? 0) + hit
    values[row] = slope.value + counts.total * own
  }
  return {
    estimate: slope.value,
    values,
    strata: undefined,
    without: clusters && scoresWithout(clusters, counts, labels, score),
  }
}

interface Labels {
  readonly truth: ArrayLike<number>
  readonly guess: ArrayLike<number>
  readonly weight: Float64Array | undefined
}

/** Counts a row in, or with −1 out. */
function countRow(into: ClassCounts, { truth, guess, weight }: Labels, row: number, sign: 1 | -1): void {
  const w = sign * (weight?.[row] ?? 1)
  const [actual = -1, predicted = -1] = [truth[row], guess[row]]
  into.total += w
  if (actual in into.truths) into.truths[actual] = (into.truths[actual] ?? 0) + w
  if (predicted in into.guesses) into.guesses[predicted] = (into.guesses[predicted] ?? 0) + w
  if (actual === predicted && actual in into.hits) into.hits[actual] = (into.hits[actual] ?? 0) + w
}

function scoresWithout(
  clusters: Clusters,
  counts: ClassCounts,
  labels: Labels,
  score: ClassScore,
): Float64Array {
  const { starts, rows } = clusterRows(clusters)
  const rest = noCounts(counts.hits.length)
  return Float64Array.from({ length: clusters.count }, (_, g) => {
    rest.total = counts.total
    for (const part of ['hits', 'truths', 'guesses'] as const) rest[part].set(counts[part])
    for (let k = starts[g] ?? 0; k < (starts[g + 1] ?? 0); k++) countRow(rest, labels, rows[k] ?? 0, -1)
    return score(rest).value
  })
}

function noCounts(classes: number): ClassCounts {
  return {
    total: 0,
    hits: new Float64Array(classes),
    truths: new Float64Array(classes),
    guesses: new Float64Array(classes),
  }
}
