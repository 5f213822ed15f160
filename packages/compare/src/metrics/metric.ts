import { hits, meanOf, type Sample, type Statistic, type WeighedStatistic } from '@slipway/stats'
import type { Labels, Task } from '../predictions/predictions.ts'
import type { Pair } from '../rows/pair.ts'

/** Something a row; of several classes or labels, one after the other. */
export type Losses = (y: Float64Array, prediction: Float64Array, pair: Pair) => Float64Array

/** Of what there has to be enough, for its noise to show. */
export interface Scarce {
  readonly rows: number
  /** "of the rows that a model calls 1" */
  readonly where: string
  /** "are right, or wrong" */
  readonly what: string
}

/** A metric that is computed from rows, so that its noise can be judged. */
export interface RowMetric {
  /** Tasks for which it means something. */
  readonly tasks: readonly Task[]
  /** The column that it judges; for labels, a probability above ½ stands in where no label was written. */
  readonly judges: 'p' | 'y_pred' | 'label' | 'quantiles' | 'score' | { readonly column: string }
  /** A share of rows that are right: its limits are score limits where the rows are independent. */
  readonly isProportion: boolean
  /** It takes enough rows of each of several classes or labels, as it always does of two. */
  readonly perClass?: boolean
  /** What it takes enough of: it divides by rows that the model chose. */
  readonly scarce?: (y: Float64Array, prediction: Float64Array, pair: Pair) => Scarce
  /** Why it cannot be computed from these rows, whatever they hold. */
  readonly problem?: (pair: Pair) => string | undefined
  statistic(y: Float64Array, prediction: Float64Array, sample: Sample, pair: Pair): Statistic
  /** What each row scores, where the row values of the statistic hang on all rows; undefined: the row values. */
  readonly scores?: Losses
  /** The metric by the weights of the rows, where only resampling shows its noise. */
  readonly byWeight?: (y: Float64Array, prediction: Float64Array, pair: Pair) => WeighedStatistic
}

/** The mean of a value a row; of a ranking, of the mean in each query. */
export function meanMetric(judges: RowMetric['judges'], tasks: readonly Task[], losses: Losses): RowMetric {
  return {
    tasks,
    judges,
    isProportion: losses === hits,
    statistic: (y, p, sample, pair) => meanOf(byUnit(losses(y, p, pair), pair), sample),
  }
}

/** A value of each row as the sample has its units: the mean in each query of a ranking. */
export function byUnit(values: Float64Array, { queries }: Pair): Float64Array {
  return queries ? meansByQuery(values, queries) : values
}

function meansByQuery(values: Float64Array, { codes, names }: Labels): Float64Array {
  const sums = new Float64Array(names.length)
  const counts = new Float64Array(names.length)
  for (const [row, query] of codes.entries()) {
    sums[query] = (sums[query] ?? 0) + (values[row] ?? Number.NaN)
    counts[query] = (counts[query] ?? 0) + 1
  }
  return sums.map((sum, query) => sum / (counts[query] ?? 0))
}

/**
 * A metric of which neither rows nor clusters say how sure it is: its standard error is that of resamples.
 * @param scores which rows count, and how: what tells two models apart
 */
export function resampledMetric(
  metric: Pick<RowMetric, 'tasks' | 'judges'> & Partial<Pick<RowMetric, 'scarce' | 'problem'>>,
  byWeight: NonNullable<RowMetric['byWeight']>,
  scores: Losses,
): RowMetric {
  return {
    ...metric,
    isProportion: false,
    byWeight,
    // Row values say which rows differ, and nothing of the noise; without a cluster nothing is said of it either.
    statistic: (y, prediction, { rows, weight }, pair) => ({
      estimate: byWeight(y, prediction, pair)(weight ?? new Float64Array(rows).fill(1)),
      values: scores(y, prediction, pair),
      strata: undefined,
      without: undefined,
    }),
  }
}
