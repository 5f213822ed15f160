import type { PredictionRows } from '../predictions/predictions.ts'

/** Two-sided 95 %. */
const Z = 1.959964
/** With more clusters than this the sums over all of them, once a point, would take seconds; rows are then taken one by one. */
const MOST_CLUSTERS = 20_000

/** Ends of a 95 % interval; undefined where there is no spread to speak of. */
export type Band = { readonly low: number; readonly high: number } | undefined

/**
 * Where a share of the rows could lie, as it grows while rows are taken in: hits among the positives, or among all that is taken.
 * Rows of one cluster count together. The interval is taken on the logit scale, so that it stays within (0, 1).
 * @see Cochran 1977, "Sampling Techniques", §2.11 and §9A (variance of a ratio over clusters)
 */
export class ShareBand {
  readonly #numerators: Float64Array
  readonly #denominators: Float64Array
  readonly #codes: Int32Array | undefined
  #hits = 0
  #others = 0
  #numerator = 0
  #denominator = 0

  constructor({ cluster }: PredictionRows) {
    const count = cluster && cluster.names.length <= MOST_CLUSTERS ? cluster.names.length : 0
    this.#codes = count > 1 ? cluster?.codes : undefined
    this.#numerators = new Float64Array(this.#codes ? count : 0)
    this.#denominators = new Float64Array(this.#codes ? count : 0)
  }

  /** Takes a row into the denominator, and into the numerator where it is a hit. */
  add(row: number, weight: number, isHit: boolean): void {
    this.#denominator += weight
    if (isHit) this.#numerator += weight
    const cluster = this.#codes?.[row]
    if (cluster !== undefined && cluster >= 0) {
      this.#denominators[cluster] = (this.#denominators[cluster] ?? 0) + weight
      if (isHit) this.#numerators[cluster] = (this.#numerators[cluster] ?? 0) + weight
    } else if (isHit) this.#hits += weight ** 2
    else this.#others += weight ** 2
  }

  /** Makes a row of the denominator a hit. */
  hit(row: number, weight: number): void {
    this.#numerator += weight
    const cluster = this.#codes?.[row]
    if (cluster !== undefined && cluster >= 0)
      this.#numerators[cluster] = (this.#numerators[cluster] ?? 0) + weight
    else {
      this.#hits += weight ** 2
      this.#others -= weight ** 2
    }
  }

  band(): Band {
    const total = this.#denominator
    const share = this.#numerator / total
    if (!(share > 0 && share < 1)) return undefined
    let squares = this.#hits * (1 - share) ** 2 + Math.max(0, this.#others) * share ** 2
    const clusters = this.#numerators.length
    for (let c = 0; c < clusters; c++)
      squares += ((this.#numerators[c] ?? 0) - share * (this.#denominators[c] ?? 0)) ** 2
    const correction = clusters > 1 ? clusters / (clusters - 1) : 1
    const half = (Z * Math.sqrt(correction * squares)) / total / (share * (1 - share))
    const centre = Math.log(share / (1 - share))
    return { low: inverseLogit(centre - half), high: inverseLogit(centre + half) }
  }
}

const inverseLogit = (value: number) => Number((1 / (1 + Math.exp(-value))).toPrecision(4))
