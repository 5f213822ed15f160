import { sumOver } from './compensated-sum.ts'

/** Rows that hang together: one code a row, from 0 to count − 1. */
export interface Clusters {
  readonly codes: Int32Array
  readonly count: number
}

/** What the rows have in common whichever metric is taken: their weights and what ties them together. */
export interface Sample {
  readonly rows: number
  /** Not negative; undefined weighs all rows alike. */
  readonly weight?: Float64Array | undefined
  /** Undefined: each row is independent of the others. */
  readonly clusters?: Clusters | undefined
}

/** Weight of each cluster: its number of rows where no weights are given. */
export function clusterSizes(clusters: Clusters, weight?: Float64Array): Float64Array {
  const sizes = new Float64Array(clusters.count)
  for (let i = 0; i < clusters.codes.length; i++) {
    const code = clusters.codes[i] ?? 0
    sizes[code] = (sizes[code] ?? 0) + (weight?.[i] ?? 1)
  }
  return sizes
}

/**
 * Number of clusters of equal size that would be worth these: G_e = (Σn)² / Σn². Rows without clusters count as
 * clusters of one, so that it is the number of rows, or Kish's effective number under weights. No rows: 0.
 * @see Kish 1965, "Survey Sampling", §11.7 (weights); Carter, Schnepel & Steigerwald 2017, Review of Economics and
 *   Statistics 99:698 (clusters)
 */
export function effectiveSize(sample: Sample): number {
  const { rows, weight, clusters } = sample
  if (!clusters && !weight) return rows
  const sizes = clusters ? clusterSizes(clusters, weight) : (weight ?? new Float64Array())
  const sum = sumOver(sizes.length, (i) => sizes[i] ?? 0)
  const squares = sumOver(sizes.length, (i) => (sizes[i] ?? 0) ** 2)
  return squares > 0 ? sum ** 2 / squares : 0
}
