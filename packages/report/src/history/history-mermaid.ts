import { metricLabel } from '@slipway/compare'
import { pointLabel } from './history-texts.ts'
import type { MetricHistory } from './metric-history.ts'

/** Labels that Mermaid still sets beside each other. */
const POINTS = 12
/** Of a label nothing but what its grammar takes in quotes. */
const STRANGE = /[^\w .+·%()-]/g

/**
 * The newest stretch as a Mermaid line, in the words that versions 10 and 11 both parse. Its axis need not begin at zero: it is a
 * line and no bar. Empty where there are fewer than two points.
 * @see https://mermaid.js.org/syntax/xyChart.html
 */
export function historyMermaid({ metric, stretches }: MetricHistory): readonly string[] {
  const points = (stretches.at(-1)?.points ?? []).slice(-POINTS)
  if (points.length < 2) return []
  const values = points.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = high > low ? (high - low) / 5 : Math.abs(high) / 100 || 1
  const quoted = (text: string) => `"${text.replace(STRANGE, ' ').trim()}"`
  return [
    'xychart-beta',
    `  title ${quoted(`${metricLabel(metric)} over time`)}`,
    `  x-axis [${points.map((point) => quoted(pointLabel(point))).join(', ')}]`,
    `  y-axis ${plain(low - room)} --> ${plain(high + room)}`,
    `  line [${values.map(plain).join(', ')}]`,
  ]
}

/** A number without a power of ten, which the grammar does not have. */
function plain(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en-US', {
    useGrouping: false,
    maximumFractionDigits: 20,
  })
}
