import { footer, overview, withoutModels } from './compose/compose-report.ts'
import { fitModels } from './compose/fit-models.ts'
import { renderMarkdown } from './document/render-markdown.ts'
import type { Report } from './report.ts'

/** How many models are named above their parts; fewer where the names alone would fill the page. */
const NAMED = [30, 8, 0]

/**
 * All models' parts in Markdown, with what stands above and below them, within so many characters.
 * @param richest the level of detail to begin with
 */
export function renderParts(report: Report, characters: number, richest: number): string {
  const page = (named: number, shortened: boolean, models: string): string =>
    [
      renderMarkdown([...overview(report, named), ...withoutModels(report)]),
      models,
      renderMarkdown(footer(report, shortened)),
    ]
      .filter((text) => text !== '')
      .join('\n\n')
  const frame = (named: number) => page(named, true, '-').length
  const named = NAMED.find((most) => frame(most) <= characters / 2) ?? 0
  const { text, shortened } = fitModels(report, characters - frame(named), renderMarkdown, richest)
  return page(named, shortened, text)
}
