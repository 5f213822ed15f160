import { formatEstimate, metricLabel } from '@slipway/compare'
import { escapeHtml } from '@slipway/core'
import { pointLabel } from './history-texts.ts'
import type { HistoryPoint, MetricHistory } from './metric-history.ts'

const WIDTH = 420
const HEIGHT = 200
const EDGE = { left: 52, right: 16, top: 12, bottom: 44 }
/** Beyond so many marks their names would lie over each other. */
const NAMED = 8

/** All points as a line, broken where the test rows change; releases are full marks with their names, runs are rings. */
export function historySvg({ metric, stretches }: MetricHistory): string {
  const points = stretches.flatMap((stretch) => stretch.points)
  const values = points.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = high > low ? (high - low) / 10 : Math.abs(high) / 100 || 1
  const [bottom, top] = [low - room, high + room]
  const x = (index: number) =>
    EDGE.left + ((WIDTH - EDGE.left - EDGE.right) * (index + 0.5)) / Math.max(1, points.length)
  const y = (value: number) => EDGE.top + ((HEIGHT - EDGE.top - EDGE.bottom) * (top - value)) / (top - bottom)
  let at = 0
  const lines = stretches.map(({ points: own }, index) => {
    const start = at
    at += own.length
    const path = own.map(({ value }, offset) => `${fixed(x(start + offset))},${fixed(y(value))}`).join(' ')
    const rule =
      index === 0
        ? ''
        : `<path d="M${fixed((x(start - 1) + x(start)) / 2)} ${EDGE.top}V${HEIGHT - EDGE.bottom}" stroke="var(--edge)" stroke-dasharray="3 3"/>`
    return `${rule}<polyline points="${path}" fill="none" stroke="var(--challenger)" stroke-width="2"/>`
  })
  const step = Math.ceil(points.length / NAMED)
  const marks = points.map((point, index) =>
    mark(point, x(index), y(point.value), (points.length - 1 - index) % step === 0),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="11" fill="var(--quiet)">`,
    `<path d="M${EDGE.left} ${EDGE.top}V${HEIGHT - EDGE.bottom}H${WIDTH - EDGE.right}" fill="none" stroke="var(--edge)"/>`,
    ...[high, low].map((value) => text(EDGE.left - 6, y(value) + 4, formatEstimate(value), 'end')),
    ...lines,
    ...marks,
    text(EDGE.left, HEIGHT - 6, metricLabel(metric), 'start'),
    '</svg>',
  ].join('')
}

function mark(point: HistoryPoint, x: number, y: number, named: boolean): string {
  const fill = point.version === null ? 'var(--ground)' : 'var(--challenger)'
  const circle = `<circle cx="${fixed(x)}" cy="${fixed(y)}" r="4" fill="${fill}" stroke="var(--challenger)" stroke-width="1.5"/>`
  return named ? circle + text(x, HEIGHT - EDGE.bottom + 16, pointLabel(point), 'middle') : circle
}

function text(x: number, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escapeHtml(words)}</text>`
}

function fixed(value: number): string {
  return value.toFixed(1)
}
