import type { Random } from '../../packages/compare/src/testing/random.ts'
import { pairFrom, pushes, type Shape, sidesOf, type World } from './worlds.ts'

const column = (rows: number, of: (row: number) => number) =>
  Float64Array.from({ length: rows }, (_, row) => of(row))

/** Four labels, of which a row has one or two as a rule; what a cluster shares pushes all of them. */
export const labelWorld: World = (random, shape, challengerNoise) => {
  const names = ['a', 'b', 'c', 'd']
  const shared = pushes(random, shape, 0.5)
  const truth = names.map(() => column(shape.rows, () => (random.uniform() < 0.4 ? 1 : 0)))
  const side = (noise: number) => {
    const own = pushes(random, shape, 0.3)
    const probabilities = truth.map((y) =>
      y.map(
        (label, row) =>
          1 / (1 + Math.exp(-(2.4 * label - 1.2 + shared(row) + own(row) + 1.6 * noise * random.normal()))),
      ),
    )
    return { labels: { names, truth, probabilities, guesses: undefined } }
  }
  const counts = column(shape.rows, (row) => truth.reduce((sum, y) => sum + (y[row] ?? 0), 0))
  return pairFrom('multilabel', shape, counts, sidesOf(challengerNoise, side))
}

/** Documents of each query. */
const DOCUMENTS = 8

/** Queries of eight documents each, relevance from 0 to 3; queries are harder or easier. */
export const rankingWorld: World = (random, { rows }, challengerNoise) => {
  const query = column(rows, (row) => Math.floor(row / DOCUMENTS))
  const hard = column(Math.ceil(rows / DOCUMENTS), () => Math.exp(0.5 * random.normal()))
  const y = column(rows, () => Math.max(0, random.below(6) - 2))
  const side = (noise: number) => ({
    yPred: y.map((own, row) => own + 2 * noise * (hard[query[row] ?? 0] ?? 1) * random.normal()),
    columns: new Map([['query', query]]),
  })
  return pairFrom('ranking', { rows, clusters: undefined }, y, sidesOf(challengerNoise, side))
}

/** Series that are forecast at the same times. */
const SERIES = 3

/**
 * Three series, forecast some steps ahead: the error is the sum of what happened since, which all series share in part,
 * and what each model adds of its own lasts as long.
 */
export function forecastWorld(horizon: number): World {
  return (random, { rows }, challengerNoise) => {
    const times = Math.ceil(rows / SERIES)
    const time = column(rows, (row) => Math.floor(row / SERIES))
    const y = column(rows, (row) => 50 + 3 * (row % SERIES) + 5 * random.normal())
    const common = overlapping(random, times, horizon)
    const side = (noise: number) => {
      const shared = overlapping(random, times, horizon)
      const own = Array.from({ length: SERIES }, () => overlapping(random, times, horizon))
      const yPred = y.map((value, row) => {
        const at = time[row] ?? 0
        const error = (own[row % SERIES]?.[at] ?? 0) + 0.7 * (shared[at] ?? 0)
        return value + 1.5 * (common[at] ?? 0) + 2 * noise * error
      })
      const scale = column(rows, (row) => 2 + (row % SERIES))
      return {
        yPred,
        columns: new Map([
          ['time', time],
          ['horizon', column(rows, () => horizon)],
          ['scale', scale],
          ['q:0.1', yPred.map((value) => value - 2.5)],
          ['q:0.9', yPred.map((value) => value + 2.5)],
        ]),
      }
    }
    return pairFrom('forecasting', { rows, clusters: undefined }, y, sidesOf(challengerNoise, side))
  }
}

/** A moving average of as many steps, of variance 1. */
function overlapping(random: Random, times: number, steps: number): Float64Array {
  const shocks = column(times + steps, () => random.normal() / Math.sqrt(steps))
  const sums = new Float64Array(times)
  let sum = 0
  for (let t = 0; t < times + steps; t++) {
    sum += shocks[t] ?? 0
    if (t >= steps) {
      sum -= shocks[t - steps] ?? 0
      sums[t - steps] = sum
    }
  }
  return sums
}

export type { Shape }
