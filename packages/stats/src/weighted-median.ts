import { orderOf } from './order-of.ts'

/** Half of the weight is reached up to rounding. */
const DUST = 1e-12

/**
 * The median of `values` as a function of the weights of its rows, sorted once for many weights: the value at which half
 * of the weight is passed; where it is reached exactly, the mean of that value and the next one. With weights of one, the
 * usual median. No weight, or a NaN among the values: NaN.
 * @see Edgeworth 1888, Philosophical Magazine 25:184 (the weighted median)
 */
export function medianByWeight(values: Float64Array): (weight: Float64Array) => number {
  const order = orderOf(values)
  const hasNaN = values.some(Number.isNaN)
  return (weight) => {
    let total = 0
    for (let i = 0; i < weight.length; i++) total += weight[i] ?? 0
    if (hasNaN || !(total > 0)) return Number.NaN
    const half = total / 2
    let passed = 0
    let lower: number | undefined
    for (let k = 0; k < order.length; k++) {
      const row = order[k] ?? 0
      const w = weight[row] ?? 0
      if (w === 0) continue
      const value = values[row] ?? Number.NaN
      if (lower !== undefined) return (lower + value) / 2
      passed += w
      if (Math.abs(passed - half) <= DUST * total) lower = value
      else if (passed > half) return value
    }
    return lower ?? Number.NaN
  }
}
