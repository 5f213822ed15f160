import { orderOf } from './order-of.ts'
import type { WeighedStatistic } from './resample.ts'

/** A part of the weight is reached up to rounding. */
const DUST = 1e-12

/** The median of `values` as a function of the weights of its rows: see quantileByWeight. */
export function medianByWeight(values: Float64Array): WeighedStatistic {
  return quantileByWeight(values, 1 / 2)
}

/**
 * A quantile of `values` as a function of the weights of its rows, sorted once for many weights: the value at which that
 * part of the weight is passed; where it is reached exactly, the mean of that value and the next one. With weights of one,
 * the usual median, and R's type 2 for any other. No weight, or a NaN among the values: NaN.
 * @param part in (0, 1)
 * @see Edgeworth 1888, Philosophical Magazine 25:184 (the weighted median); Hyndman & Fan 1996, American Statistician
 *   50:361 (type 2)
 */
export function quantileByWeight(values: Float64Array, part: number): WeighedStatistic {
  const order = orderOf(values)
  const hasNaN = values.some(Number.isNaN)
  return (weight) => {
    let total = 0
    for (let i = 0; i < weight.length; i++) total += weight[i] ?? 0
    if (hasNaN || !(total > 0)) return Number.NaN
    const wanted = part * total
    let passed = 0
    let lower: number | undefined
    for (let k = 0; k < order.length; k++) {
      const row = order[k] ?? 0
      const w = weight[row] ?? 0
      if (w === 0) continue
      const value = values[row] ?? Number.NaN
      if (lower !== undefined) return (lower + value) / 2
      passed += w
      if (Math.abs(passed - wanted) <= DUST * total) lower = value
      else if (passed > wanted) return value
    }
    return lower ?? Number.NaN
  }
}
