/** How much is said about one model, where a size has to be kept. Numbers count rows. */
export interface Detail {
  readonly metrics: number
  readonly slices: number
  readonly changes: number
  readonly stages: number
  /** Of the table of data, which only the page has: elsewhere each pointer has its line. */
  readonly data: number
  /** Curves of the project's own plots. */
  readonly curves: number
  /** Longest text from outside, in characters. */
  readonly text: number
  /** Folded sections and drawings; without, only what decides. */
  readonly folded: boolean
}

/** From a page's worth to the verdict and its reason alone; who runs out of room takes the next. */
export const DETAILS: readonly [Detail, ...Detail[]] = [
  { metrics: 500, slices: 1000, changes: 50, stages: 200, data: 0, curves: 12, text: 1000, folded: true },
  { metrics: 60, slices: 40, changes: 12, stages: 20, data: 0, curves: 6, text: 600, folded: true },
  { metrics: 30, slices: 16, changes: 8, stages: 10, data: 0, curves: 3, text: 400, folded: true },
  { metrics: 12, slices: 8, changes: 4, stages: 4, data: 0, curves: 1, text: 300, folded: true },
  { metrics: 8, slices: 0, changes: 4, stages: 0, data: 0, curves: 0, text: 300, folded: false },
  { metrics: 0, slices: 0, changes: 0, stages: 0, data: 0, curves: 0, text: 160, folded: false },
]

/** What a comment begins with: more would not be read there. */
export const COMMENT_LEVEL = 1

/** For a page that holds everything. */
export const EVERYTHING: Detail = {
  metrics: Number.POSITIVE_INFINITY,
  slices: Number.POSITIVE_INFINITY,
  changes: Number.POSITIVE_INFINITY,
  stages: Number.POSITIVE_INFINITY,
  data: Number.POSITIVE_INFINITY,
  // Drawn apart, as pictures.
  curves: 0,
  text: 2000,
  folded: true,
}

/**
 * The first and the last of an ordered list, at most so many in all: with a list from best to worst, both ends are what a
 * reader looks for.
 */
export function bothEnds<T>(
  items: readonly T[],
  most: number,
): { first: readonly T[]; last: readonly T[]; left: number } {
  if (items.length <= most) return { first: items, last: [], left: 0 }
  const first = Math.ceil(most / 2)
  const last = Math.floor(most / 2)
  return {
    first: items.slice(0, first),
    last: last === 0 ? [] : items.slice(-last),
    left: items.length - first - last,
  }
}
