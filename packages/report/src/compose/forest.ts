import { formatCount } from '@slipway/compare'
import type { Estimate } from '@slipway/core'
import { clip, widthOf } from '@slipway/core'
import { estimateText } from '../text/estimate-text.ts'

export interface ForestRow {
  readonly label: string
  readonly estimate: Estimate
}

const LABEL = 24
const PLOT = 34
/** Room that the words beside the zero take: "worse  ◂" and "▸  better". */
const LEFT = 9
const RIGHT = 10

/**
 * Signed differences as text: it survives e-mail, dark mode and copying. Better is to the right, whatever the metric's direction.
 * Rows without a finite difference are left out.
 * @param skipped rows between the first and the last that are not drawn, by the index before which they would stand
 */
export function forestLines(
  title: string,
  rows: readonly ForestRow[],
  direction: 'higher' | 'lower',
  skipped?: { readonly before: number; readonly count: number },
): readonly string[] {
  const drawn = rows.flatMap((row) => orient(row, direction))
  if (drawn.length === 0) return []
  const scale = scaleOf(drawn)
  const zero = scale(0)
  const width = Math.min(LABEL, Math.max(...drawn.map(({ label }) => widthOf(label)), widthOf(title)))
  const counts = drawn.map(({ estimate }) => (estimate.rows === null ? '' : formatCount(estimate.rows)))
  const countWidth = Math.max(1, ...counts.map((text) => text.length))
  const differences = drawn.map(({ estimate }) => estimateText(estimate).difference)
  const differenceWidth = Math.max(1, ...differences.map((text) => text.length))
  const line = (label: string, plot: string, count: string, difference: string) =>
    `${pad(label, width)}  ${pad(plot, PLOT)}  ${count.padStart(countWidth)}  ${difference.padStart(differenceWidth)}`.trimEnd()
  const lines = drawn.map((row, index) =>
    line(row.label, plotOf(row, scale, zero), counts[index] ?? '', differences[index] ?? ''),
  )
  if (skipped && skipped.count > 0) lines.splice(skipped.before, 0, `⋮ ${formatCount(skipped.count)} more`)
  const header = `${'worse  ◂'.padStart(zero - 2)}  0  ▸  better`
  return [line(clip(title, LABEL), header, 'n', 'Δ'), ...lines]
}

interface Oriented {
  readonly label: string
  readonly estimate: Estimate
  readonly point: number
  readonly low: number
  readonly high: number
}

function orient({ label, estimate }: ForestRow, direction: 'higher' | 'lower'): Oriented[] {
  const { difference, interval } = estimate
  if (difference === null || !Number.isFinite(difference)) return []
  const sign = direction === 'higher' ? 1 : -1
  const ends = (interval ?? [difference, difference]).map(
    (end) => sign * (Number.isFinite(end) ? end : difference),
  )
  return [
    {
      label: clip(label, LABEL),
      estimate,
      point: sign * difference,
      low: Math.min(...ends),
      high: Math.max(...ends),
    },
  ]
}

/** Column of a value; the axis reaches far enough to both sides of the zero for the words above it. */
function scaleOf(rows: readonly Oriented[]): (value: number) => number {
  const furthest = Math.max(...rows.map(({ low, high }) => Math.max(-low, high)))
  const reach = furthest > 0 ? furthest : 1
  const last = PLOT - 1
  const low = Math.min(...rows.map((row) => row.low), (-reach * LEFT) / (last - LEFT))
  const high = Math.max(...rows.map((row) => row.high), (reach * RIGHT) / (last - RIGHT))
  return (value) => Math.round(((value - low) / (high - low)) * last)
}

function plotOf({ low, high, point }: Oriented, scale: (value: number) => number, zero: number): string {
  const cells: string[] = Array.from({ length: PLOT }, (_, column) => (column === zero ? '│' : ' '))
  const [from, to] = [scale(low), scale(high)]
  for (let column = from; column <= to; column++) cells[column] = column === zero ? '┼' : '─'
  if (from < to) {
    cells[from] = '├'
    cells[to] = '┤'
  }
  cells[scale(point)] = '●'
  return cells.join('')
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}
