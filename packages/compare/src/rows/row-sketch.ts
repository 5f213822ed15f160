import type { PredictionRows } from '../predictions/predictions.ts'
import { murmur3 } from './murmur3.ts'

/** Rows of a test set, known again by the smallest hashes of their ids. @see docs/formats/look.md */
export interface RowSketch {
  readonly rows: number
  /** Ascending, 16 hexadecimal digits each. */
  readonly sketch: readonly string[]
}

export const SKETCH_SIZE = 512
/** A set is sorted out again when it has grown to this. */
const ROOM = 16 * SKETCH_SIZE

/** The bottom-k sketch of a split's row ids; k = 512. A million rows take about half a second. */
export function sketchOf({ rows, rowId }: PredictionRows): RowSketch {
  const encoder = new TextEncoder()
  const buffer = new Uint8Array(4096)
  let smallest: { high: number; low: number }[] = []
  let limit = Number.POSITIVE_INFINITY
  for (let row = 0; row < rows; row++) {
    const text = String(rowId[row])
    const long = text.length * 3 > buffer.length
    const bytes = long ? encoder.encode(text) : buffer
    const length = long ? bytes.length : encoder.encodeInto(text, buffer).written
    const high = murmur3(bytes, length, 0)
    if (high > limit) continue
    smallest.push({ high, low: murmur3(bytes, length, 1) })
    if (smallest.length < ROOM) continue
    smallest = bottom(smallest)
    limit = smallest.at(-1)?.high ?? limit
  }
  return { rows, sketch: bottom(smallest).map(({ high, low }) => hex(high) + hex(low)) }
}

function bottom(hashes: { high: number; low: number }[]): { high: number; low: number }[] {
  return hashes.sort((a, b) => a.high - b.high || a.low - b.low).slice(0, SKETCH_SIZE)
}

const hex = (word: number) => word.toString(16).padStart(8, '0')

/**
 * The part of the current rows that were among the earlier ones, in [0, 1]; estimated where there are more than a sketch
 * holds. No rows: 0.
 * @see Cohen & Kaplan 2007, "Summarizing data using bottom-k sketches", PODC
 */
export function shareSeen(current: RowSketch, earlier: RowSketch): number {
  const before = new Set(earlier.sketch)
  const own = new Set(current.sketch)
  const union = [...new Set([...current.sketch, ...earlier.sketch])].sort().slice(0, SKETCH_SIZE)
  if (union.length === 0 || current.rows === 0) return 0
  const both = union.filter((hash) => before.has(hash) && own.has(hash)).length
  const jaccard = both / union.length
  const common = (jaccard / (1 + jaccard)) * (current.rows + earlier.rows)
  return Math.min(1, common / current.rows)
}
