/** Mean and largest of values that come one by one; null for none. */
export class RunningValues {
  #count = 0
  #sum = 0
  #max = Number.NEGATIVE_INFINITY

  add(value: number): void {
    this.#count++
    this.#sum += value
    this.#max = Math.max(this.#max, value)
  }

  get result(): { readonly mean: number; readonly max: number } | null {
    return this.#count === 0 ? null : { mean: this.#sum / this.#count, max: this.#max }
  }
}

/** Shares by whole per cents: mean, percentiles and how many lie below a bound, in the memory of a hundred numbers. */
export class ShareCounts {
  readonly #counts = new Array<number>(101).fill(0)
  readonly #values = new RunningValues()
  #count = 0

  add(share: number): void {
    const percent = Math.min(100, Math.max(0, Math.round(share * 100)))
    this.#counts[percent] = (this.#counts[percent] ?? 0) + 1
    this.#count++
    this.#values.add(Math.min(1, Math.max(0, share)))
  }

  get mean(): number | null {
    return this.#values.result?.mean ?? null
  }

  /** The smallest share that so large a part of the samples does not pass; null without samples. */
  percentile(part: number): number | null {
    let seen = 0
    for (const [percent, count] of this.#counts.entries()) {
      seen += count
      if (count > 0 && seen >= part * this.#count) return percent / 100
    }
    return null
  }

  /** Part of the samples below a share; null without samples. */
  below(share: number): number | null {
    const few = this.#counts.slice(0, Math.round(share * 100)).reduce((sum, count) => sum + count, 0)
    return this.#count === 0 ? null : few / this.#count
  }
}
