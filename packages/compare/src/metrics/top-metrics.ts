import { bestScoreByWeight, bestThreshold, recallAtPrecision, topByWeight } from '@slipway/stats'
import { type RowMetric, resampledMetric, type Scarce } from './metric.ts'

/** Precision or recall of the rows that a model finds most probable, so many of all; undefined for another metric. */
export function topMetric(base: string, at: number): RowMetric | undefined {
  if (base !== 'precision' && base !== 'recall') return undefined
  const membership = (p: Float64Array) => topRows(p, at)
  return resampledMetric(
    {
      tasks: ['binary'],
      judges: 'p',
      scarce: (y, p) => scarceIn(y, membership(p), `of the first ${at} rows`),
      problem: (pair) =>
        pair.rows < at ? `there are ${pair.rows} rows, and it looks at the first ${at}` : undefined,
    },
    (y, p) => topByWeight(y, p, at, base),
    (_, p) => membership(p),
  )
}

/** The highest recall that a model has at this precision; its threshold is another one in every resample. */
export function recallAtPrecisionMetric(least: number): RowMetric {
  const score = recallAtPrecision(least)
  const calledBy = (y: Float64Array, p: Float64Array, weight: Float64Array | undefined) => {
    const { threshold } = bestThreshold(y, p, score, weight)
    return p.map((value) => (value > threshold ? 1 : 0))
  }
  return resampledMetric(
    {
      tasks: ['binary'],
      judges: 'p',
      scarce: (y, p, { sample }) =>
        scarceIn(y, calledBy(y, p, sample.weight), 'of the rows above the threshold'),
    },
    (y, p) => bestScoreByWeight(y, p, score),
    (y, p, { sample }) => calledBy(y, p, sample.weight),
  )
}

function scarceIn(y: Float64Array, part: Float64Array, where: string): Scarce {
  let [right, wrong] = [0, 0]
  for (let row = 0; row < y.length; row++) {
    if (y[row] === 1) right += part[row] ?? 0
    else wrong += part[row] ?? 0
  }
  return { rows: Math.floor(Math.min(right, wrong)), where: `${where},`, what: 'are right, or wrong' }
}

/** 1 for the rows of highest p, so many; of equal ones on the edge, the share that there is room for. */
function topRows(p: Float64Array, count: number): Float64Array {
  const sorted = p.toSorted().reverse()
  const edge = sorted[Math.min(count, sorted.length) - 1] ?? Number.NaN
  const above = sorted.findIndex((value) => !(value > edge))
  const level = sorted.filter((value) => value === edge).length
  return p.map((value) => (value > edge ? 1 : value === edge ? (count - above) / level : 0))
}
