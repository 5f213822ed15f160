import type { PredictionRows, Task } from '../../packages/compare/src/predictions/predictions.ts'
import { type Pair, pairOf } from '../../packages/compare/src/rows/pair.ts'
import type { Random } from '../../packages/compare/src/testing/random.ts'

/** How many rows a test set has, in how many clusters; undefined: rows are independent. */
export interface Shape {
  readonly rows: number
  readonly clusters: number | undefined
}

/** Makes a pair of models on a new test set; the challenger sees the truth through more noise than the champion, or as much. */
export type World = (random: Random, shape: Shape, challengerNoise: number) => Pair

/** The champion's; a challenger with as much has no true difference to it. */
export const CHAMPION_NOISE = 0.8

type Predicted = Partial<Pick<PredictionRows, 'p' | 'yPred' | 'classes' | 'labels' | 'columns'>>

export function pairFrom(
  task: Task,
  { rows, clusters }: Shape,
  y: Float64Array,
  sides: readonly Predicted[],
): Pair {
  const cluster = clusters && {
    codes: Int32Array.from({ length: rows }, (_, row) => row % clusters),
    names: Array.from({ length: clusters }, (_, g) => `c${g}`),
  }
  const [challenger, champion] = sides.map(
    (predicted): PredictionRows => ({
      rows,
      rowId: Float64Array.from({ length: rows }, (_, row) => row),
      y,
      p: undefined,
      yPred: undefined,
      classes: undefined,
      columns: new Map(),
      weight: undefined,
      cluster: cluster || undefined,
      ...predicted,
    }),
  )
  if (!challenger) throw new Error('there is no challenger')
  return pairOf('test', challenger, champion, task)
}

/** A push up or down that the rows of a cluster share. */
export function pushes(random: Random, { clusters }: Shape, size: number): (row: number) => number {
  if (clusters === undefined) return () => 0
  const push = Float64Array.from({ length: clusters }, () => size * random.normal())
  return (row) => push[row % clusters] ?? 0
}

export const sidesOf = <T>(
  challengerNoise: number,
  side: (noise: number, who: 'challenger' | 'champion') => T,
): readonly T[] => [side(challengerNoise, 'challenger'), side(CHAMPION_NOISE, 'champion')]

/**
 * Two classes, called by a threshold on the probability.
 * @param level logit of the base rate, roughly: −1.4 for 24 %
 * @param called share of the rows above the threshold that the challenger calls, whichever they are
 */
export function binaryWorld(level: number, threshold: number, called = 1): World {
  return (random, shape, challengerNoise) => {
    const shared = pushes(random, shape, 0.4)
    const logit = Float64Array.from(
      { length: shape.rows },
      (_, row) => level + 1.2 * random.normal() + shared(row),
    )
    const probability = (z: number) => 1 / (1 + Math.exp(-z))
    const y = logit.map((z) => (random.uniform() < probability(z) ? 1 : 0))
    const side = (noise: number, who: 'challenger' | 'champion'): Predicted => {
      const isCalled = () => who === 'champion' || called === 1 || random.uniform() < called
      const own = pushes(random, shape, 0.2)
      const p = logit.map((z, row) => probability(z + noise * random.normal() + own(row)))
      return { p, yPred: p.map((value) => (value > threshold && isCalled() ? 1 : 0)) }
    }
    return pairFrom('binary', shape, y, sidesOf(challengerNoise, side))
  }
}

/** Three classes, of which the first is half of all rows. */
export const classWorld: World = (random, shape, challengerNoise) => {
  const names = ['a', 'b', 'c']
  const shared = pushes(random, shape, 0.5)
  const y = Float64Array.from({ length: shape.rows }, () => Math.max(0, random.below(4) - 1))
  const side = (noise: number): Predicted => {
    const own = pushes(random, shape, 0.2)
    const probabilities = names.map(() => new Float64Array(shape.rows))
    for (let row = 0; row < shape.rows; row++) {
      const raw = names.map((_, code) =>
        Math.exp((code === y[row] ? 1.5 + shared(row) + own(row) : 0) + noise * random.normal()),
      )
      const sum = raw.reduce((total, value) => total + value, 0)
      for (const [code, value] of raw.entries()) (probabilities[code] ?? raw)[row] = value / sum
    }
    return { classes: { names, probabilities } }
  }
  return pairFrom('multiclass', shape, y, sidesOf(challengerNoise, side))
}

/**
 * Numbers, and a score of 1 to 5 or so that somebody gave to each row.
 * @param heavy errors with the tails of a t of five degrees of freedom; else normal
 */
export function numberWorld(heavy: boolean): World {
  return (random, shape, challengerNoise) => {
    const shared = pushes(random, shape, 1)
    const y = Float64Array.from({ length: shape.rows }, (_, row) => 40 + 4 * random.normal() + shared(row))
    const error = () => {
      if (!heavy) return random.normal()
      let chi = 0
      for (let k = 0; k < 5; k++) chi += random.normal() ** 2
      return random.normal() / Math.sqrt(chi / 5)
    }
    const side = (noise: number): Predicted => {
      const own = pushes(random, shape, 0.3)
      const score = y.map((_, row) => Math.round(3.8 - noise + random.normal() + own(row)))
      return {
        yPred: y.map((value, row) => value + 2 * noise * error() + own(row)),
        columns: new Map([['score', score]]),
      }
    }
    return pairFrom('regression', shape, y, sidesOf(challengerNoise, side))
  }
}
