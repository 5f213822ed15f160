import { formatEstimate } from '@slipway/compare'
import { clip } from '@slipway/core'
import { numberColumn } from '../charts/drawing.ts'
import type { Curves, Table } from '../document/document.ts'
import { MOST_CURVES } from '../document/mermaid.ts'
import { type PlotChart, type PlotPoint, seriesLabel } from '../plots/plot-chart.ts'

/** Steps at which a curve is read: Mermaid spaces its points evenly. */
const STEPS = 20
const TEXT = 60

/** A plot of lines over numbers as curves that a comment can show; undefined for any other. */
export function curvesOf(chart: PlotChart): Curves | undefined {
  const series = chart.layers.flatMap(({ mark, series }) =>
    mark === 'line' || mark === 'step' ? series : [],
  )
  const isLines = chart.layers.every(({ mark }) => mark === 'line' || mark === 'step' || mark === 'area')
  if (!isLines || chart.x.kind !== 'number' || chart.y.kind !== 'number' || series.length === 0)
    return undefined
  const shown = series.slice(-MOST_CURVES).reverse()
  const ends = shown.map(({ points }) => points.map(({ x }) => Number(x)))
  // As far as all lines go: Mermaid has no gaps, and a line drawn on would be made up.
  const from = Math.max(...ends.map((xs) => Math.min(...xs)))
  const to = Math.min(...ends.map((xs) => Math.max(...xs)))
  if (!(to > from) || !Number.isFinite(to - from)) return undefined
  const at = (step: number) => from + ((to - from) * step) / STEPS
  const lines = shown.map((each) => ({
    name: seriesLabel(each),
    values: Array.from({ length: STEPS + 1 }, (_, step) => heightAt(each.points, at(step))),
  }))
  const cut = ends.some((xs) => Math.min(...xs) < from || Math.max(...xs) > to)
  return {
    kind: 'curves',
    title: cut && !chart.x.domain ? `${chart.title} (as far as all lines go)` : chart.title,
    x: { title: chart.x.title, from, to },
    y: chart.y.title,
    lines,
    table: tableOf(chart, lines, at),
  }
}

/** The lines at every other step, rounded to what the chart could show. */
function tableOf(chart: PlotChart, lines: Curves['lines'], at: (step: number) => number): Table {
  const values = lines.flatMap((line) => line.values)
  const resolution = (Math.max(...values) - Math.min(...values)) / 200
  const width = at(STEPS) - at(0)
  return {
    caption: clip(chart.title, TEXT),
    columns: [
      numberColumn(clip(chart.x.title, TEXT)),
      ...lines.map(({ name }) => numberColumn(clip(name, TEXT))),
    ],
    rows: Array.from({ length: STEPS / 2 + 1 }, (_, index) => [
      formatEstimate(at(2 * index), width / 200),
      ...lines.map((line) => formatEstimate(line.values[2 * index] ?? 0, resolution)),
    ]),
  }
}

/** Height of a line between its points; that of its end beyond them. */
function heightAt(points: readonly PlotPoint[], x: number): number {
  const next = points.findIndex((point) => Number(point.x) >= x)
  const right = points[next] ?? points.at(-1)
  if (!right) return 0
  const left = points[next - 1] ?? right
  const width = Number(right.x) - Number(left.x)
  const part = width > 0 ? Math.min(1, (x - Number(left.x)) / width) : 1
  return Number(left.y) + part * (Number(right.y) - Number(left.y))
}
