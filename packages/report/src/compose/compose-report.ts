import { clip } from '@slipway/core'
import { type Block, code, type Inline, joined, paragraph, strong } from '../document/document.ts'
import type { ModelReport, Report } from '../report.ts'
import { formatMany } from '../text/format-amount.ts'
import { sentence } from '../text/sentence.ts'
import { costSection } from './cost.ts'
import { DETAILS, type Detail } from './detail.ts'
import { composeMetricsOnly } from './metrics-only.ts'
import { STANDINGS, standingOf } from './standing.ts'

/** The models, the most urgent news first. */
export function orderedModels(report: Report): readonly ModelReport[] {
  const urgency = (model: ModelReport) => STANDINGS[standingOf(model, report.state)].urgency
  return [...report.models].sort((a, b) => urgency(a) - urgency(b) || (a.name < b.name ? -1 : 1))
}

/** With several models: one line that says how each stands. */
export function overview(report: Report, most: number): readonly Block[] {
  const models = orderedModels(report)
  if (models.length < 2) return []
  const items = models.slice(0, most).map((model): Inline => {
    const { mark, word } = STANDINGS[standingOf(model, report.state)]
    return [`${mark} `, code(clip(model.name, 100)), ` ${word}`]
  })
  const left = models.length - items.length
  return [
    paragraph(
      strong(`${formatMany(models.length, 'model')}:`),
      ' ',
      joined(left > 0 ? [...items, `${left} more`] : items, ' · '),
    ),
  ]
}

/** What is said where there is no model to speak of. */
export function withoutModels(report: Report, detail: Detail = DETAILS[0]): readonly Block[] {
  if (report.models.length > 0) return []
  if (report.metrics) return composeMetricsOnly(report.metrics, detail)
  return report.state === 'no-result'
    ? [
        { kind: 'heading', text: '⚠️ No result' },
        paragraph(
          strong(sentence(report.failure ?? 'There is nothing to compare.', 600)),
          ' Nothing was compared, so nothing is decided: this is no pass.',
        ),
      ]
    : [
        { kind: 'heading', text: '➖ No model to judge' },
        paragraph('The project file names no model, so there is nothing to compare.'),
      ]
}

/** What it cost, and where more can be read. Links lead only to what is there. */
export function footer(report: Report, spilled: boolean): readonly Block[] {
  const { run, reportUrl } = report
  if (run.id === 0) return []
  const [only, ...others] = report.models
  const parts: Inline[] = [
    ...(reportUrl === null ? [] : [{ link: reportUrl, text: 'Full report' }]),
    [{ link: run.url, text: `run ${run.id}` }, run.attempt > 1 ? `, attempt ${run.attempt}` : ''],
    ...(only
      ? [['on your machine: ', code(others.length > 0 ? 'slipway why' : `slipway why ${only.name}`)]]
      : []),
  ]
  const cut =
    reportUrl === null
      ? 'Some of it was left out to keep within GitHub’s size.'
      : 'Shortened: the rest is in the full report.'
  return [
    ...costSection(report.cost),
    ...(spilled ? [paragraph({ emphasis: cut })] : []),
    paragraph(joined(parts, ' · ')),
  ]
}
