import { MOST_CURVE_POINTS } from '@slipway/core'

/** Means over equal parts of the time: when there would be too many, two become one. */
export class ThinnedCurve {
  #points: (number | null)[] = []
  #perPoint = 1
  #pending: (number | null)[] = []

  add(value: number | null): void {
    this.#pending.push(value)
    if (this.#pending.length < this.#perPoint) return
    this.#points.push(meanOf(this.#pending))
    this.#pending = []
    if (this.#points.length <= MOST_CURVE_POINTS) return
    const halves = Array.from({ length: Math.floor(this.#points.length / 2) }, (_, index) =>
      meanOf(this.#points.slice(2 * index, 2 * index + 2)),
    )
    this.#pending = this.#points.slice(2 * halves.length)
    this.#points = halves
    this.#perPoint *= 2
  }

  get points(): readonly (number | null)[] {
    return this.#points
  }

  get samplesPerPoint(): number {
    return this.#perPoint
  }
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}
