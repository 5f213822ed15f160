import { metricLabel } from '@slipway/compare'
import { clip } from '@slipway/core'
import { type Block, type Inline, joined, paragraph } from '../document/document.ts'
import { historyMermaid } from './history-mermaid.ts'
import { historySvg } from './history-svg.ts'
import { historyTable, stretchesText, trendText } from './history-texts.ts'
import type { MetricHistory } from './metric-history.ts'

const NAME = 60

/**
 * A model's metrics over its releases and the runs of the default branch: nothing where there is no earlier point to see a trend from.
 * @param most rows of each table
 */
export function historySection(
  histories: readonly MetricHistory[] | undefined,
  most: number,
): readonly Block[] {
  const trends = (histories ?? []).filter(
    ({ stretches }) => stretches.reduce((sum, { points }) => sum + points.length, 0) > 1,
  )
  if (trends.length === 0 || most === 0) return []
  const result = trends.map(
    (history): Inline => `${clip(metricLabel(history.metric), NAME)} ${trendText(history)}`,
  )
  const blocks = trends.flatMap((history) => [historyFigure(history, most), ...stretchesNote(history)])
  return [
    {
      kind: 'section',
      title: 'History',
      result: joined(result, ' · '),
      blocks: [...blocks, paragraph(LEGEND)],
    },
  ]
}

/** Said once more where the chart's own words are not shown. */
export function stretchesNote(history: MetricHistory): readonly Block[] {
  const note = stretchesText(history)
  return note === '' ? [] : [paragraph(note)]
}

/** One metric, as a line and as a table. */
function historyFigure(history: MetricHistory, most: number): Block {
  const label = clip(metricLabel(history.metric), NAME)
  return {
    kind: 'figure',
    title: `${label} over time`,
    summary: `Oldest on the left${history.direction === 'lower' ? '; lower is better' : ''}; full marks are releases, and the line breaks where the test rows change.`,
    svg: historySvg(history),
    mermaid: historyMermaid(history),
    table: historyTable(history, most),
  }
}

const LEGEND =
  'Each model as it was measured on its day, with its difference to the champion of that day. Names are releases; others are runs of the default branch that nobody released. Only points on the same test rows are one trend.'
