import { formatDifference, formatEstimate, formatInterval, metricLabel } from '@slipway/compare'
import { clip, shortOf } from '@slipway/core'
import type { Table } from '../document/document.ts'
import { formatMany } from '../text/format-amount.ts'
import type { HistoryPoint, HistoryStretch, MetricHistory } from './metric-history.ts'

const LABEL = 40
const BARS = '▁▂▃▄▅▆▇█'
const GAP = ' │ '

/** "v1.2.0", "this PR", or the commit of a run that was not released. */
export function pointLabel({ version, label, commit }: HistoryPoint): string {
  return clip(version ?? label ?? commit?.slice(0, 7) ?? 'run', LABEL)
}

export function valueText({ value, standardError }: HistoryPoint): string {
  return formatEstimate(value, standardError)
}

/** A bar for each point, from the lowest to the highest of all; a stroke where the test rows change. */
export function sparkline({ stretches }: MetricHistory): string {
  const values = stretches.flatMap(({ points }) => points.map(({ value }) => value))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const bar = (value: number) => {
    const share = high > low ? (value - low) / (high - low) : 0.5
    return BARS[Math.round(share * (BARS.length - 1))] ?? ''
  }
  return stretches.map(({ points }) => points.map(({ value }) => bar(value)).join('')).join(GAP)
}

/** The result in a line: "▁▃▇ 0.744 → 0.764 on the same test rows, 3 releases". */
export function trendText(history: MetricHistory): string {
  const points = history.stretches.at(-1)?.points ?? []
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return ''
  const all = history.stretches.flatMap((stretch) => stretch.points)
  const releases = all.filter(({ version }) => version !== null).length
  const run = points.length === 1 ? valueText(last) : `${valueText(first)} → ${valueText(last)}`
  const since = history.stretches.length > 1 ? ' since the test rows changed' : ''
  return `${sparkline(history)} ${run}${since}, ${formatMany(releases, 'release')}`
}

/** Why numbers of two stretches are not to be compared; empty where there is only one. */
export function stretchesText({ stretches }: MetricHistory): string {
  if (stretches.length < 2) return ''
  return `The test rows changed ${stretches.length === 2 ? 'once' : `${stretches.length - 1} times`}: numbers of different rows are not one trend.`
}

/** Every point in a row of its own, the newest first. */
export function historyTable(history: MetricHistory, most: number): Table {
  const label = metricLabel(history.metric)
  const rows = history.stretches
    .flatMap((stretch) => stretch.points.map((point) => ({ stretch, point })))
    .reverse()
    .slice(0, most)
  const several = history.stretches.length > 1
  return {
    caption: `${label} of ${history.model} over time, newest first`,
    columns: [
      { title: '', align: 'left' },
      { title: 'date', align: 'left' },
      { title: label, align: 'right' },
      { title: 'against its champion', align: 'right' },
      { title: '95\u00a0% interval', align: 'center' },
      ...(several ? [{ title: 'test rows', align: 'left' } as const] : []),
    ],
    rows: rows.map(({ stretch, point }) => [
      `${pointLabel(point)}${point.takenBack ? ', taken back' : point.version === null && point.label === null ? ', not released' : ''}`,
      point.date.slice(0, 10),
      valueText(point),
      differenceText(point),
      point.interval === null ? '' : formatInterval(point.interval, point.standardError),
      ...(several ? [rowsText(stretch)] : []),
    ]),
  }
}

function differenceText({ difference, standardError, against }: HistoryPoint): string {
  if (difference === null) return ''
  return `${formatDifference(difference, standardError)}${against === null ? '' : ` (${clip(against, LABEL)})`}`
}

function rowsText({ testset, rows }: HistoryStretch): string {
  if (testset === null) return 'not known'
  return rows === null ? shortOf(testset) : `${formatMany(rows, 'row')}, ${shortOf(testset)}`
}
