import type { LiveHistory, PatienceRule } from '@slipway/core'

/** As many as a checkpoint may hold. */
const MOST_VALUES = 2000

type Value = LiveHistory['values'][number]

/** A rule that is fulfilled: at which step, and what the best had been. */
export interface Fulfilled {
  readonly step: number
  readonly best: { readonly step: number; readonly value: number }
}

/**
 * Counts the values of a metric without a better one, as Keras' EarlyStopping does: a value is better where it is so by more
 * than `minDelta`; what is no finite number is not. A step that comes again takes what followed it back: the stage went on
 * from a checkpoint.
 */
export class Patience {
  readonly rule: PatienceRule
  #values: Value[]

  constructor(rule: PatienceRule, before: readonly Value[] = []) {
    this.rule = rule
    this.#values = [...before]
  }

  /** What was seen, oldest first. */
  get values(): readonly Value[] {
    return this.#values
  }

  add(step: number, value: number): void {
    if (step <= (this.#values.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY))
      this.#values = this.#values.filter(([past]) => past < step)
    this.#values.push([step, Number.isFinite(value) ? value : null])
    if (this.#values.length <= MOST_VALUES) return
    // The best of all is the one old value that counts.
    const best = this.#count().best
    this.#values.splice(best && best.step === this.#values[0]?.[0] ? 1 : 0, 1)
  }

  /** Undefined while there is still hope, and while there was no finite value at all. */
  get fulfilled(): Fulfilled | undefined {
    const { best, since } = this.#count()
    const step = this.#values.at(-1)?.[0]
    return best && step !== undefined && since >= this.rule.patience ? { step, best } : undefined
  }

  #count(): { readonly best: Fulfilled['best'] | undefined; readonly since: number } {
    let best: Fulfilled['best'] | undefined
    let since = 0
    for (const [step, value] of this.#values) {
      if (value !== null && (!best || this.#isBetter(value, best.value))) {
        best = { step, value }
        since = 0
      } else since++
    }
    return { best, since }
  }

  #isBetter(value: number, best: number): boolean {
    const { direction, minDelta } = this.rule
    return direction === 'higher' ? value > best + minDelta : value < best - minDelta
  }
}
