import { footer, overview, withoutModels } from './compose/compose-report.ts'
import { DETAILS } from './compose/detail.ts'
import { fitModels } from './compose/fit-models.ts'
import { renderMarkdown } from './document/render-markdown.ts'
import type { MetricsReport } from './metrics-report.ts'
import type { Report } from './report.ts'

/** How many models are named above their parts; fewer where the names alone would fill the page. */
const NAMED = [30, 8, 0]

/**
 * All models' parts in Markdown, with what stands above and below them, within so many characters.
 * @param richest the level of detail to begin with
 */
export function renderParts(report: Report, characters: number, richest: number): string {
  if (report.metrics) return renderMetrics(report, characters, richest)
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

/** Metric files alone: the richest level of detail that fits. The last fits in any case but for a limit that is no page's. */
function renderMetrics(report: Report, characters: number, richest: number): string {
  for (let level = richest; ; level++) {
    const last = level >= DETAILS.length - 1
    const blocks = [...withoutModels(report, DETAILS[level]), ...footer(report, level > richest)]
    const text = renderMarkdown(blocks)
    if (text.length <= characters) return text
    if (last)
      return renderMarkdown([
        ...withoutModels({ ...report, metrics: fewest(report) }),
        ...footer(report, true),
      ])
  }
}

/** Names of files without end are left to the full report. */
function fewest({ metrics }: Report): MetricsReport {
  const none = { files: [], params: [], plots: [], problems: [] }
  const { before = '', after = '', files = [] } = metrics ?? {}
  const values = files.flatMap((file) => file.values).slice(0, 1)
  return { ...none, before, after, files: values.length === 0 ? [] : [{ path: 'metrics', values }] }
}
