import { formatCount, metricLabel } from '@slipway/compare'
import type { Estimate, Verdict } from '@slipway/core'
import { clip } from '@slipway/core'
import { bothEnds } from '../compose/detail.ts'
import { metricRows } from '../compose/metric-rows.ts'
import { slicedMetrics, sliceLabel } from '../compose/slices.ts'
import type { Table } from '../document/document.ts'
import { estimateText } from '../text/estimate-text.ts'
import { type Drawing, numberColumn } from './drawing.ts'

/** Rows of one chart; the table of slices has them all. */
const DRAWN = 40
const LABEL = 60

interface Row {
  readonly label: string
  readonly estimate: Estimate
  readonly direction: 'higher' | 'lower'
  readonly margin: number | null
}

/** Differences of the metrics, each to its own scale: units differ, where zero and the margin lie does not. */
export function metricsDrawing(verdict: Verdict): readonly Drawing[] {
  const rows = metricRows(verdict).flatMap(({ name, metric }): Row[] =>
    metric.estimate?.interval
      ? [
          {
            label: metricLabel(name),
            estimate: metric.estimate,
            direction: metric.direction,
            margin: metric.margin,
          },
        ]
      : [],
  )
  const first = rows.slice(0, DRAWN)
  const left = rows.length - first.length
  if (first.length === 0) return []
  return [
    {
      chart: 'metrics',
      title: 'Differences',
      summary: `Challenger against champion with 95\u00a0% intervals; further to the right is better, a short stroke marks the margin, and each row has a scale of its own.${left > 0 ? ` ${formatCount(left)} more are in the table above.` : ''}`,
      rows: { rows: unique(first).map((row) => drawn(row, scaleOf(row))), margins: marginsOf(unique(first)) },
      table: tableOf('Differences by metric', first),
    },
  ]
}

/** Differences of the leading metric by slice, to one scale. */
export function slicesDrawing(verdict: Verdict): readonly Drawing[] {
  const [leading] = slicedMetrics(verdict)
  if (!leading) return []
  const { first, last, left } = bothEnds(leading.slices, DRAWN)
  const rows = [...first, ...last].map(
    (slice): Row => ({
      label: sliceLabel(slice),
      estimate: slice.estimate,
      direction: leading.direction,
      margin: null,
    }),
  )
  const label = metricLabel(leading.name)
  return [
    {
      chart: 'slices',
      title: `${label} by slice`,
      summary: `Differences with 95\u00a0% intervals; further to the right is better.${left > 0 ? ` ${formatCount(left)} between the best and the worst are left to the table.` : ''}`,
      rows: { rows: unique(rows).map((row) => drawn(row, 1)) },
      table: tableOf(`${label} by slice, as drawn`, rows),
    },
  ]
}

/** Equal labels would share a line. */
function unique(rows: readonly Row[]): readonly Row[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const label = clip(row.label, LABEL)
    const times = (seen.get(label) ?? 0) + 1
    seen.set(label, times)
    return { ...row, label: times === 1 ? label : `${label} (${times})` }
  })
}

function marginsOf(rows: readonly Row[]): readonly object[] {
  return rows.flatMap((row) =>
    row.margin === null || row.margin === 0 ? [] : [{ label: row.label, margin: -row.margin / scaleOf(row) }],
  )
}

function drawn({ label, estimate, direction }: Row, scale: number): object {
  const sign = direction === 'higher' ? 1 : -1
  const difference = estimate.difference ?? 0
  const ends = (estimate.interval ?? [difference, difference]).map((end) => (sign * end) / scale)
  return {
    label,
    point: (sign * difference) / scale,
    low: Math.min(...ends),
    high: Math.max(...ends),
  }
}

/** What becomes 1: the furthest that the row reaches from zero. */
function scaleOf({ estimate, margin }: Row): number {
  const reach = Math.max(...(estimate.interval ?? []).map(Math.abs), margin ?? 0)
  return reach > 0 && Number.isFinite(reach) ? reach : 1
}

function tableOf(caption: string, rows: readonly Row[]): Table {
  return {
    caption,
    columns: [
      { title: '', align: 'left' },
      numberColumn('difference'),
      { title: '95\u00a0% interval', align: 'center' },
    ],
    rows: rows.map(({ label, estimate }) => {
      const text = estimateText(estimate)
      return [clip(label, LABEL), text.difference, text.interval]
    }),
  }
}
