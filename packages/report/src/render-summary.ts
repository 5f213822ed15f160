import { renderParts } from './render-parts.ts'
import type { Report } from './report.ts'
import { utf8Length } from './text/utf8-length.ts'

/** The runner drops a longer summary, with an annotation. */
export const SUMMARY_BYTES = 1_048_576
/** No unit of UTF-16 takes more bytes of UTF-8. */
const MOST_BYTES = 3

/** The job's summary, in GitHub's Markdown; at most 1 MiB of UTF-8. */
export function renderSummary(report: Report): string {
  const text = renderParts(report, SUMMARY_BYTES, 0)
  const bytes = utf8Length(text)
  return bytes <= SUMMARY_BYTES ? text : renderParts(report, Math.floor(SUMMARY_BYTES / MOST_BYTES), 0)
}
