import { incompleteBeta, logBeta } from './incomplete-beta.ts'

export interface McNemar {
  /** Exact conditional test, two-sided. */
  readonly exact: number
  /** Its mid-p version: less conservative, shown and never deciding. */
  readonly midP: number
}

/**
 * McNemar's test of two proportions on the same rows, from the rows on which only one was right.
 * Equal counts give 1 − ½ P(X = b) for the mid-p, as Fagerland et al. define it; no such rows at all give 1.
 * @param onlyFirst rows that only the first had right
 * @param onlySecond rows that only the second had right
 * @see McNemar 1947, Psychometrika 12:153; Fagerland, Lydersen & Laake 2013, BMC Medical Research Methodology 13:91
 */
export function mcNemar(onlyFirst: number, onlySecond: number): McNemar {
  const n = onlyFirst + onlySecond
  if (n === 0) return { exact: 1, midP: 1 }
  if (!(n > 0)) return { exact: Number.NaN, midP: Number.NaN }
  const k = Math.min(onlyFirst, onlySecond)
  // P(X = k) and P(X ≤ k) for X binomial(n, ½).
  const point = Math.exp(-n * Math.LN2 - Math.log(n + 1) - logBeta(k + 1, n - k + 1))
  if (onlyFirst === onlySecond) return { exact: 1, midP: 1 - point / 2 }
  const exact = Math.min(1, 2 * incompleteBeta(0.5, 0.5, n - k, k + 1))
  return { exact, midP: exact - point }
}
