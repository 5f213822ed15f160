import { metricLabel } from '@slipway/compare'
import type { Block } from '../document/document.ts'
import { renderText, type Terminal } from '../document/render-text.ts'
import { stretchesNote } from './history-section.ts'
import { historyTable, trendText } from './history-texts.ts'
import type { MetricHistory } from './metric-history.ts'

/** Histories for a terminal: a line of bars, and every point in a table. */
export function renderHistory(histories: readonly MetricHistory[], terminal: Terminal): string {
  return renderText(
    histories.flatMap((history): readonly Block[] => [
      {
        kind: 'heading',
        text: `${history.model} · ${metricLabel(history.metric)} ${trendText(history)}`.trimEnd(),
      },
      { kind: 'table', ...historyTable(history, Number.POSITIVE_INFINITY) },
      ...stretchesNote(history),
    ]),
    terminal,
  )
}
