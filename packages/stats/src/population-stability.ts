import { orderOf } from './order-of.ts'

/** Shares are taken for at least this, so that an empty bin does not make the index infinite; by convention. */
const FLOOR = 1e-4

/**
 * Population stability index of two histograms over the same bins: Σ (q − p)·ln(q/p), shares taken for at least `floor`
 * and not scaled again. By convention 0.1 is worth a look and 0.25 a shift; it grows with the number of bins and with
 * noise, so that it is no test. An empty histogram: NaN.
 * @see Lewis 1994, "An Introduction to Credit Scoring"; Yurdakul 2018, Western Michigan University (its distribution)
 */
export function populationStability(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  floor = FLOOR,
): number {
  const [p, q] = [sharesOf(reference, floor), sharesOf(current, floor)]
  return p.reduce((sum, share, bin) => {
    const other = q[bin] ?? Number.NaN
    return sum + (other - share) * Math.log(other / share)
  }, 0)
}

function sharesOf(counts: ArrayLike<number>, floor: number): number[] {
  const list = Array.from(counts)
  const total = list.reduce((sum, count) => sum + count, 0)
  return list.map((count) => (total > 0 ? Math.max(floor, count / total) : Number.NaN))
}

/**
 * Inner edges of `bins` bins with as many of the values each as can be: the distinct quantiles at k/bins, linear between
 * values as NumPy takes them. Fewer where values are tied; none for no values.
 */
export function quantileEdges(values: Float64Array, bins: number): Float64Array {
  const order = orderOf(values)
  const value = (place: number) => values[order[place] ?? 0] ?? Number.NaN
  const edges = Array.from({ length: order.length === 0 ? 0 : bins - 1 }, (_, k) => {
    const place = ((k + 1) / bins) * (order.length - 1)
    const from = Math.floor(place)
    return value(from) + (place - from) * (value(Math.ceil(place)) - value(from))
  })
  return Float64Array.from(new Set(edges))
}

/** Values in each of the edges.length + 1 bins; a value on an edge belongs to the bin below. NaN is not counted. */
export function countsBetween(values: Float64Array, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 1)
  for (const value of values) {
    if (Number.isNaN(value)) continue
    let [low, high] = [0, edges.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((edges[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    counts[low] = (counts[low] ?? 0) + 1
  }
  return counts
}
