import type { LivePoint } from './live-point.ts'

/** How far a stage is, from the steps that it tells. */
export interface LiveProgress {
  readonly step: number
  readonly total: number
  /** Null until two steps were seen. */
  readonly secondsLeft: number | null
}

/** Tells from the pace of the steps since the first that was seen how long the rest takes. */
export class TimeLeft {
  readonly #declared: number | undefined
  #total: number | undefined
  #first: { readonly step: number; readonly ms: number } | undefined
  #last: { readonly step: number; readonly ms: number } | undefined

  /** @param declared the last step, where the project file names it */
  constructor(declared: number | undefined) {
    this.#declared = declared
  }

  add({ step, total }: LivePoint, ms: number): void {
    if (this.#declared === undefined && total === undefined) return
    this.#total = this.#declared ?? total
    if (!this.#first || step < this.#first.step) this.#first = { step, ms }
    if (!this.#last || step > this.#last.step) this.#last = { step, ms }
  }

  get progress(): LiveProgress | undefined {
    if (!this.#first || !this.#last || this.#total === undefined) return undefined
    const [steps, ms] = [this.#last.step - this.#first.step, this.#last.ms - this.#first.ms]
    const rest = Math.max(0, this.#total - this.#last.step)
    return {
      step: this.#last.step,
      total: this.#total,
      secondsLeft: steps > 0 ? ((ms / steps) * rest) / 1000 : null,
    }
  }
}
