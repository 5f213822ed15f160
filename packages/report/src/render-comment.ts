import { COMMENT_LEVEL } from './compose/detail.ts'
import { renderParts } from './render-parts.ts'
import type { Report } from './report.ts'

/** What a comment may hold: GitHub takes 65,536 characters ("body is too long"), and whoever posts it marks its first line. */
export const COMMENT_CHARACTERS = 65_536 - 256

/**
 * The one comment of a pull request, in GitHub's Markdown. Never longer than the limit: the verdicts stay, details fold, and
 * what does not fit is left to the HTML report.
 */
export function renderComment(
  report: Report,
  limits: { readonly characters: number } = { characters: COMMENT_CHARACTERS },
): string {
  return renderParts(report, limits.characters, COMMENT_LEVEL)
}
