import { COMMENT_LEVEL } from './compose/detail.ts'
import { formatMarker } from './marker.ts'
import { renderParts } from './render-parts.ts'
import type { Report } from './report.ts'

/** GitHub refuses longer comments ("body is too long"). */
export const COMMENT_CHARACTERS = 65_536

/**
 * The one comment of a pull request, in GitHub's Markdown; its first line is the hidden marker. Never longer than the limit: the
 * verdicts stay, details fold, and what does not fit is left to the HTML report.
 */
export function renderComment(
  report: Report,
  limits: { readonly characters: number } = { characters: COMMENT_CHARACTERS },
): string {
  const { run } = report
  const marker = formatMarker({ head: run.headSha, run: run.id, attempt: run.attempt })
  return `${marker}\n${renderParts(report, limits.characters - marker.length - 1, COMMENT_LEVEL)}`
}
