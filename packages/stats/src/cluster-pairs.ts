/**
 * Counts, while rows go by from the lowest score to the highest, the pairs that each cluster takes part in, so that the
 * AUC without a cluster costs nothing more: all pairs, less those with a member in it, plus those wholly inside it, which
 * were taken away twice. In a group of ties: first tie() for each row, then settle() for each row.
 */
export class ClusterPairs {
  readonly #codes: Int32Array
  readonly #positives: Float64Array
  readonly #negatives: Float64Array
  /** Of the ties at hand. */
  readonly #tiedPositives: Float64Array
  readonly #tiedNegatives: Float64Array
  readonly #won: Float64Array
  readonly #within: Float64Array

  constructor(codes: Int32Array, count: number) {
    this.#codes = codes
    this.#positives = new Float64Array(count)
    this.#negatives = new Float64Array(count)
    this.#tiedPositives = new Float64Array(count)
    this.#tiedNegatives = new Float64Array(count)
    this.#won = new Float64Array(count)
    this.#within = new Float64Array(count)
  }

  tie(row: number, positive: boolean, weight: number): void {
    const g = this.#codes[row] ?? 0
    const tied = positive ? this.#tiedPositives : this.#tiedNegatives
    tied[g] = (tied[g] ?? 0) + weight
  }

  /**
   * Counts the ties of the row's cluster, all at once; nothing where another row did.
   * @param beaten weight of the negatives below, those tied counting half
   * @param above weight of the positives above, those tied counting half
   */
  settle(row: number, beaten: number, above: number): void {
    const g = this.#codes[row] ?? 0
    const positives = this.#tiedPositives[g] ?? 0
    const negatives = this.#tiedNegatives[g] ?? 0
    const negativesBefore = this.#negatives[g] ?? 0
    this.#won[g] = (this.#won[g] ?? 0) + positives * beaten + negatives * above
    this.#within[g] = (this.#within[g] ?? 0) + positives * (negativesBefore + negatives / 2)
    this.#positives[g] = (this.#positives[g] ?? 0) + positives
    this.#negatives[g] = negativesBefore + negatives
    this.#tiedPositives[g] = 0
    this.#tiedNegatives[g] = 0
  }

  /** AUC without each cluster; NaN where it holds all rows of a class. */
  aucWithout(won: number, positives: number, negatives: number): Float64Array {
    return this.#won.map((part, g) => {
      const pairs = (positives - (this.#positives[g] ?? 0)) * (negatives - (this.#negatives[g] ?? 0))
      return pairs > 0 ? (won - part + (this.#within[g] ?? 0)) / pairs : Number.NaN
    })
  }
}
