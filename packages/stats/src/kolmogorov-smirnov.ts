import { orderOf } from './order-of.ts'

/** Up to so many pairs of rows the distribution is counted out, as R does up to 10,000; here for 10 ms. */
const MOST_EXACT = 1_000_000
const MOST_TERMS = 100

export interface KolmogorovSmirnov {
  /** Largest distance of the two empirical distribution functions. */
  readonly statistic: number
  /** Two-sided; too large where values are tied. */
  readonly p: number
  /** Counted out over all orders of the rows; else Smirnov's limit, which is the larger of the two. */
  readonly exact: boolean
}

/**
 * The two-sample test of Kolmogorov and Smirnov. No rows on one side, or a NaN: NaN.
 * @see Smirnov 1939, Bulletin of Moscow University 2:3; Hodges 1958, Arkiv för Matematik 3:469 (counting paths)
 */
export function kolmogorovSmirnov(x: Float64Array, y: Float64Array): KolmogorovSmirnov {
  const [m, n] = [x.length, y.length]
  if (m === 0 || n === 0 || x.some(Number.isNaN) || y.some(Number.isNaN))
    return { statistic: Number.NaN, p: Number.NaN, exact: false }
  const statistic = largestDistance(x, y)
  const exact = m * n <= MOST_EXACT
  const p = exact
    ? shareOfPathsFrom(statistic, m, n)
    : kolmogorovSurvival(statistic * Math.sqrt((m / (m + n)) * n))
  return { statistic, p, exact }
}

function largestDistance(x: Float64Array, y: Float64Array): number {
  const [a, b] = [sorted(x), sorted(y)]
  let [i, j, largest] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0)
    while (i < a.length && a[i] === value) i++
    while (j < b.length && b[j] === value) j++
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length))
  }
  return largest
}

function sorted(values: Float64Array): Float64Array {
  const order = orderOf(values)
  return Float64Array.from(order, (row) => (values[row] ?? 0) + 0)
}

/** Share of the orders of m + n rows whose distance is at least d: lattice paths that leave the strip |i/m − j/n| < d. */
function shareOfPathsFrom(d: number, m: number, n: number): number {
  // Distances are multiples of 1/mn: halfway below d, so that rounding decides nothing.
  const strip = (Math.round(d * m * n) - 0.5) / (m * n)
  const inside = new Float64Array(n + 1)
  for (let j = 0; j <= n; j++) inside[j] = j / n > strip ? 0 : 1
  for (let i = 1; i <= m; i++) {
    const share = i / (i + n)
    inside[0] = i / m > strip ? 0 : share * (inside[0] ?? 0)
    for (let j = 1; j <= n; j++)
      inside[j] = Math.abs(i / m - j / n) > strip ? 0 : share * (inside[j] ?? 0) + (inside[j - 1] ?? 0)
  }
  return Math.min(1, Math.max(0, 1 - (inside[n] ?? 0)))
}

/**
 * Upper tail of Kolmogorov's limit distribution, P(√n·D > λ). NaN gives NaN.
 * @see Kolmogorov 1933, Giornale dell’Istituto Italiano degli Attuari 4:83
 */
export function kolmogorovSurvival(lambda: number): number {
  if (Number.isNaN(lambda)) return Number.NaN
  if (lambda <= 0) return 1
  if (lambda < 1) {
    // The series below needs many terms here; Jacobi's transformation of it needs few.
    let sum = 0
    for (let k = 1; k < MOST_TERMS; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * lambda * lambda))
    return 1 - (Math.sqrt(2 * Math.PI) / lambda) * sum
  }
  let sum = 0
  for (let k = 1; k < MOST_TERMS; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * (k * lambda) ** 2)
  return sum
}
