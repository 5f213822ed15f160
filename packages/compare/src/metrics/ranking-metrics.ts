import {
  averagePrecisionOfList,
  type ListScore,
  meanOf,
  ndcgOf,
  precisionAtOf,
  recallAtOf,
  reciprocalRankOf,
} from '@slipway/stats'
import type { Pair } from '../rows/pair.ts'
import type { RowMetric } from './metric.ts'

const SCORES: ReadonlyMap<string, ListScore> = new Map([
  ['mean_average_precision', averagePrecisionOfList],
  ['ndcg_score', ndcgOf],
  ['precision', precisionAtOf],
  ['recall', recallAtOf],
  ['reciprocal_rank', reciprocalRankOf],
])
/** These have to say how many of the first they mean. */
const NEED_A_CUT = ['precision', 'recall']

/**
 * A metric of rankings: its mean over the queries. A query counts as one, and is what noise is measured by.
 * @param at how many of the first count; undefined: all
 */
export function rankingMetric(base: string, at: number | undefined): RowMetric | undefined {
  const score = SCORES.get(base)
  if (!score || (at === undefined && NEED_A_CUT.includes(base))) return undefined
  return {
    tasks: ['ranking'],
    judges: 'score',
    isProportion: false,
    statistic: (y, prediction, sample, pair) =>
      meanOf(scoresByQuery(y, prediction, pair, score, at ?? Number.POSITIVE_INFINITY), sample),
  }
}

/** NaN for a query without a relevant document would be NaN for all: it weighs nothing, and is 0. */
function scoresByQuery(
  y: Float64Array,
  prediction: Float64Array,
  { queries, sample }: Pair,
  score: ListScore,
  at: number,
): Float64Array {
  const members: number[][] = Array.from({ length: sample.rows }, () => [])
  for (const [row, query] of queries?.codes.entries() ?? []) members[query]?.push(row)
  return Float64Array.from(members, (rows, query) => {
    if (sample.weight?.[query] === 0) return 0
    const of = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN)
    return score(of(y), of(prediction), at)
  })
}
