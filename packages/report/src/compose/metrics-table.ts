import { formatGiven, metricLabel } from '@slipway/compare'
import type { MetricVerdict, Verdict } from '@slipway/core'
import { clip } from '@slipway/core'
import { type Block, type Column, code, type Inline, strong, type Tone } from '../document/document.ts'
import { type EstimateText, estimateText } from '../text/estimate-text.ts'
import { breaksLimit, type MetricRow } from './metric-rows.ts'

const NAME = 80

export interface TableNames {
  /** "champion v1.1.0" */
  readonly baseline: string | null
  /** "this PR" */
  readonly challenger: string
}

/** Metric by metric: both models, the difference with its interval, the outcome. */
export function metricsTable(rows: readonly MetricRow[], names: TableNames, verdict: Verdict): Block {
  const compared = names.baseline !== null && rows.some(({ metric }) => metric.estimate?.champion != null)
  const withIntervals = rows.some(({ metric }) => metric.estimate?.interval)
  const columns: Column[] = [
    { title: '', align: 'left' },
    ...(compared ? [right(names.baseline ?? '')] : []),
    right(names.challenger),
    ...(compared ? [right('difference')] : []),
    ...(compared && withIntervals ? [{ title: '95\u00a0% interval', align: 'center' } as const] : []),
    { title: '', align: 'left' },
  ]
  return {
    kind: 'table',
    caption: `Metrics of ${verdict.model}`,
    columns,
    rows: rows.map((row) => {
      const { metric } = row
      const text = shownText(metric)
      const matters = metric.outcome === 'worse' || (metric.outcome === 'better' && metric.role === 'goal')
      const emphasis = (value: string): Inline => (matters && value !== '' ? strong(value) : value)
      return [
        metricName(row),
        ...(compared ? [text.champion] : []),
        emphasis(text.challenger),
        ...(compared ? [breaksLimit(metric) ? text.difference : emphasis(text.difference)] : []),
        ...(compared && withIntervals ? [text.interval] : []),
        outcomeCell(metric, matters),
      ]
    }),
  }
}

/** What a fork says of itself: numbers, and that they are claims. */
export function claimsTable(rows: readonly MetricRow[], names: TableNames, verdict: Verdict): Block {
  const compared = names.baseline !== null
  return {
    kind: 'table',
    caption: `Claimed metrics of ${verdict.model}`,
    columns: [
      { title: '', align: 'left' },
      ...(compared ? [right(names.baseline ?? '')] : []),
      right('claimed'),
      { title: '', align: 'left' },
    ],
    rows: rows.map(({ name, metric }) => {
      const text = shownText(metric)
      return [
        nameOf(name),
        ...(compared ? [text.champion] : []),
        text.challenger,
        metric.role === 'shown' ? 'claim, not asked for' : 'claim',
      ]
    }),
  }
}

/** "ROC AUC" as people write it; a name of somebody's own as code. */
export function nameOf(name: string): Inline {
  const label = metricLabel(name)
  return label === name && !/^[a-z]+$/.test(name) ? code(clip(name, NAME)) : clip(label, NAME)
}

function metricName({ name, metric }: MetricRow): Inline {
  const label = nameOf(name)
  const asks = [
    ...(metric.role === 'shown' ? [] : [metric.role]),
    ...(metric.margin === null ? [] : [`margin\u00a0${formatGiven(metric.margin)}`]),
    ...(metric.min === null ? [] : [`≥\u00a0${formatGiven(metric.min)}`]),
    ...(metric.max === null ? [] : [`≤\u00a0${formatGiven(metric.max)}`]),
  ]
  const [role, ...limits] = asks
  const rest = role === undefined ? '' : ` · ${[role, ...limits].join(', ')}`
  return [metric.role === 'goal' ? strong(label) : label, rest]
}

const EMPTY: EstimateText = { champion: '', challenger: '', difference: '', interval: '' }

/** A difference is shown where it can mean something: not where only a limit is asked for and noise is unknown. */
function shownText({ estimate, margin, min, max }: MetricVerdict): EstimateText {
  if (!estimate) return EMPTY
  const text = estimateText(estimate)
  const limitOnly = margin === null && (min !== null || max !== null)
  return limitOnly && estimate.interval === null ? { ...text, difference: '' } : text
}

const OUTCOMES: Record<MetricVerdict['outcome'], readonly [string, Tone]> = {
  better: ['▲\u00a0better', 'good'],
  'non-inferior': ['●\u00a0non‑inferior', 'good'],
  holds: ['●\u00a0holds', 'good'],
  worse: ['▼\u00a0worse', 'bad'],
  'cannot-tell': ['?\u00a0cannot\u00a0tell', 'unsure'],
  shown: ['', 'quiet'],
}

function outcomeCell(metric: MetricVerdict, matters: boolean): Inline {
  const [word, tone] = OUTCOMES[metric.outcome]
  const text = metric.outcome === 'worse' && breaksLimit(metric) ? '✖\u00a0fails' : word
  return { tone, text: matters ? strong(text) : text }
}

function right(title: string): Column {
  return { title, align: 'right' }
}
