import { escapeMarkdown } from '@slipway/core'
import { MARK, mended, verdictOf } from './render-preflight.ts'
import type { PreflightResult } from './run-preflight.ts'

/** The checks for a job's summary, as Markdown. */
export function renderPreflightSummary(result: PreflightResult): string {
  const rows = result.checks.map(
    ({ state, subject, found, wanted }) =>
      `| ${MARK[state]} | ${escapeMarkdown(subject)} | ${escapeMarkdown(found)} | ${escapeMarkdown(wanted ?? '')} |`,
  )
  const hints = mended(result.checks).map(
    ({ state, subject, hint }) => `- ${MARK[state]} ${escapeMarkdown(`${subject}: ${hint}`)}`,
  )
  return [
    '## Preflight',
    escapeMarkdown(verdictOf(result)),
    ['| | check | found | asked for |', '|---|---|---|---|', ...rows].join('\n'),
    ...(hints.length > 0 ? [hints.join('\n')] : []),
  ].join('\n\n')
}
