import { sumOver } from './compensated-sum.ts'
import { orderOf } from './order-of.ts'

/**
 * Wasserstein's first distance of two samples: the area between their distribution functions, in the unit of the values.
 * Weights need not sum to one. No weight on one side, or a NaN: NaN.
 * @see Ramdas, García Trillos & Cuturi 2017, Entropy 19:47
 */
export function wassersteinDistance(
  x: Float64Array,
  y: Float64Array,
  weightX?: Float64Array,
  weightY?: Float64Array,
): number {
  if (x.some(Number.isNaN) || y.some(Number.isNaN)) return Number.NaN
  const values = new Float64Array(x.length + y.length)
  values.set(x)
  values.set(y, x.length)
  const sizeX = sumOver(x.length, (i) => weightX?.[i] ?? 1)
  const sizeY = sumOver(y.length, (i) => weightY?.[i] ?? 1)
  if (!(sizeX > 0) || !(sizeY > 0)) return Number.NaN
  const order = orderOf(values)
  let ahead = 0
  return sumOver(order.length - 1, (k) => {
    const row = order[k] ?? 0
    const inX = row < x.length
    ahead += inX ? (weightX?.[row] ?? 1) / sizeX : -(weightY?.[row - x.length] ?? 1) / sizeY
    const gap = (values[order[k + 1] ?? 0] ?? 0) - (values[row] ?? 0)
    return Math.abs(ahead) * gap
  })
}
