import type { LivePoint } from './live-point.ts'

/** One metric as it went, thinned to what a drawing can show; the newest point is always there. */
export interface LiveSeries {
  readonly name: string
  readonly points: readonly { readonly step: number; readonly value: number }[]
}

const MOST_POINTS = 400
const MOST_SERIES = 200

interface Curve {
  points: { step: number; value: number }[]
  /** One of so many points is kept. */
  stride: number
  seen: number
}

/** Holds the metrics of a stage in bounded memory, however long it runs. */
export class SeriesBook {
  readonly #curves = new Map<string, Curve>()

  add({ name, step, value }: LivePoint): void {
    let curve = this.#curves.get(name)
    if (!curve) {
      if (this.#curves.size >= MOST_SERIES) return
      curve = { points: [], stride: 1, seen: 0 }
      this.#curves.set(name, curve)
    }
    if (step <= (curve.points.at(-1)?.step ?? Number.NEGATIVE_INFINITY))
      curve.points = curve.points.filter((point) => point.step < step)
    // The newest one gives its place to the next, unless it is one of those that stay.
    if (curve.seen % curve.stride !== 0) curve.points.pop()
    curve.points.push({ step, value })
    curve.seen++
    if (curve.points.length <= MOST_POINTS) return
    curve.points = curve.points.filter((_, index) => index % 2 === 0)
    curve.stride *= 2
  }

  /** In the order in which they were first seen. */
  get series(): readonly LiveSeries[] {
    return [...this.#curves].map(([name, { points }]) => ({ name, points }))
  }
}
