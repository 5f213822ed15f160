import { orderOf } from './order-of.ts'
import type { WeighedStatistic } from './resample.ts'

/** What a threshold makes of two classes, as sums of weights. */
export interface Calls {
  /** Called 1: right, and wrong. */
  readonly hits: number
  readonly falseAlarms: number
  /** Not called: wrong, and right. */
  readonly misses: number
  readonly rejections: number
}

/** What calls are worth; NaN where it is not defined. */
export type CallScore = (calls: Calls) => number

/** A threshold, and what it scores: rows with p above it are called 1. */
export interface Threshold {
  readonly threshold: number
  readonly score: number
}

/**
 * Walks all thresholds of a column of probabilities, from none called to all, by the weights of the rows; sorted once for
 * many weights. Equal probabilities are called together.
 */
class Thresholds {
  readonly #y: Float64Array
  readonly #p: Float64Array
  /** Rows from the highest probability down. */
  readonly #order: Uint32Array
  readonly #hasNaN: boolean

  constructor(y: Float64Array, p: Float64Array) {
    this.#y = y
    this.#p = p
    this.#order = orderOf(p).reverse()
    this.#hasNaN = p.some(Number.isNaN)
  }

  /** The highest score that some threshold has; of equal ones the highest threshold. Nowhere defined: NaN. */
  best(score: CallScore, weight: Float64Array | undefined): Threshold {
    let best: Threshold = { threshold: Number.NaN, score: Number.NaN }
    if (this.#hasNaN) return best
    const of = (row: number) => weight?.[row] ?? 1
    let [positives, negatives] = [0, 0]
    for (let row = 0; row < this.#y.length; row++) {
      if (this.#y[row] === 1) positives += of(row)
      else negatives += of(row)
    }
    let [hits, falseAlarms] = [0, 0]
    const look = (threshold: number) => {
      const own = score({ hits, falseAlarms, misses: positives - hits, rejections: negatives - falseAlarms })
      if (own > best.score || (Number.isNaN(best.score) && !Number.isNaN(own)))
        best = { threshold, score: own }
    }
    const highest = this.#p[this.#order[0] ?? 0] ?? Number.NaN
    look(highest)
    for (let from = 0, to = 0; from < this.#order.length; from = to) {
      const p = this.#p[this.#order[from] ?? 0] ?? Number.NaN
      let weighs = 0
      for (; to < this.#order.length && this.#p[this.#order[to] ?? 0] === p; to++) {
        const row = this.#order[to] ?? 0
        weighs += of(row)
        if (this.#y[row] === 1) hits += of(row)
        else falseAlarms += of(row)
      }
      // Half way to the next, so that what is called does not hang on the last digit.
      const next = to < this.#order.length ? (this.#p[this.#order[to] ?? 0] ?? 0) : p - 1
      if (weighs > 0) look((p + next) / 2)
    }
    return best
  }
}

/** The threshold that scores highest on some rows. @param y 0 or 1 */
export function bestThreshold(
  y: Float64Array,
  p: Float64Array,
  score: CallScore,
  weight?: Float64Array,
): Threshold {
  return new Thresholds(y, p).best(score, weight)
}

/** The highest score of all thresholds as a function of the weights of the rows. */
export function bestScoreByWeight(y: Float64Array, p: Float64Array, score: CallScore): WeighedStatistic {
  const thresholds = new Thresholds(y, p)
  return (weight) => thresholds.best(score, weight).score
}

/**
 * The highest recall at which precision is at least this; 0 where it never is. No positives: NaN.
 * @param least in (0, 1]
 */
export function recallAtPrecision(least: number): CallScore {
  return ({ hits, falseAlarms, misses }) => {
    const positives = hits + misses
    if (!(positives > 0)) return Number.NaN
    const called = hits + falseAlarms
    return called > 0 && hits >= least * called * (1 - DUST) ? hits / positives : 0
  }
}

/** Rounding of sums of weights. */
const DUST = 1e-12

/** Precision or recall of the rows of highest probability, so many of them, as a function of the weights of the rows. */
export function topByWeight(
  y: Float64Array,
  p: Float64Array,
  count: number,
  share: 'precision' | 'recall',
): WeighedStatistic {
  const order = orderOf(p).reverse()
  const hasNaN = p.some(Number.isNaN)
  return (weight) => {
    if (hasNaN) return Number.NaN
    let [room, found, positives] = [count, 0, 0]
    for (let row = 0; row < y.length; row++) if (y[row] === 1) positives += weight[row] ?? 0
    for (let from = 0, to = 0; from < order.length && room > 0; from = to) {
      let [size, own] = [0, 0]
      for (; to < order.length && p[order[to] ?? 0] === p[order[from] ?? 0]; to++) {
        const row = order[to] ?? 0
        size += weight[row] ?? 0
        if (y[row] === 1) own += weight[row] ?? 0
      }
      // Of equal ones as many as there is room for, none before another.
      found += size > room ? (own * room) / size : own
      room -= size
    }
    // Fewer rows than that are no top of anything.
    if (room > 0) return Number.NaN
    return share === 'precision' ? found / count : found / positives
  }
}
