import { formatCount, formatEstimate } from '@slipway/compare'
import { clip } from '@slipway/core'
import type { Inline, Table } from '../document/document.ts'
import { type PlotChart, type PlotPoint, type PlotValue, seriesLabel, seriesOf } from '../plots/plot-chart.ts'
import { numberColumn } from './drawing.ts'
import { MOST_SERIES } from './plot-vega.ts'

/** Rows of the table under a plot; of more, every nth is shown. */
const MOST_ROWS = 40
const LABEL = 40

/** The numbers of a plot: a row for each place on its axis, a column for each series. */
export function plotTable(chart: PlotChart): Table {
  const caption = clip(chart.title, 120)
  const isMatrix = chart.layers.some(({ mark }) => mark === 'cell')
  const bySide = chart.y.kind === 'category' && !isMatrix
  const columns = seriesOf(chart).slice(0, MOST_SERIES).map(seriesLabel)
  const rows = new Map<string, { first: readonly Inline[]; cells: Map<string, string> }>()
  for (const layer of chart.layers) {
    for (const series of layer.series) {
      for (const point of series.points) {
        const [place, value] = isMatrix
          ? [[text(point.x), text(point.y)], point.text ?? '']
          : bySide
            ? [[text(point.y)], ends(point.x, point.x2)]
            : [[text(point.x)], ends(point.y, point.y2)]
        const key = place.join('\0')
        const row = rows.get(key) ?? { first: place, cells: new Map() }
        rows.set(key, row)
        const label = seriesLabel(series)
        if (layer.mark !== 'area' || !row.cells.has(label)) row.cells.set(label, value)
      }
    }
  }
  const all = [...rows.values()]
  const step = Math.max(1, Math.ceil(all.length / MOST_ROWS))
  const shown = all.filter((_, index) => index % step === 0)
  const heads = isMatrix ? [chart.x.title, chart.y.title] : [bySide ? chart.y.title : chart.x.title]
  const left = all.length - shown.length
  return {
    caption:
      left > 0 ? `${caption}: ${formatCount(shown.length)} of ${formatCount(all.length)} places` : caption,
    columns: [
      ...heads.map((title) => ({ title: clip(title, LABEL), align: 'left' as const })),
      ...columns.map((label) => numberColumn(clip(label, LABEL))),
    ],
    rows: shown.map(({ first, cells }) => [...first, ...columns.map((label) => cells.get(label) ?? '')]),
  }
}

function text(value: PlotValue): string {
  if (typeof value === 'string') return clip(value, LABEL)
  return Number.isFinite(value) ? formatEstimate(value) : ''
}

function ends(value: PlotPoint['x'], other: PlotValue | undefined): string {
  return other === undefined ? text(value) : `${text(other)} … ${text(value)}`
}
