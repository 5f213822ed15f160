import { type Report, renderCheck, renderComment, renderHtml, renderSummary } from '@slipway/report'
import { renderMarkdown } from '../../packages/rehearsal/src/web/markdown/render-markdown.ts'
import { staticFile } from '../../packages/rehearsal/src/web/static-files.ts'
import { metricsOnlyReport } from '../../packages/report/src/testing/metrics-only-report.ts'
import { samplePlots } from '../../packages/report/src/testing/sample-plots.ts'
import { sampleReports } from '../../packages/report/src/testing/sample-reports.ts'

/** The cases that people look at: each verdict that a reviewer may meet, a fork, a first release, and metrics alone. */
const CASES = ['better', 'non-inferior', 'worse-by-parity', 'cannot-tell', 'claim', 'first-release'] as const

/** One page to look at, by a name that says case and kind. */
export interface ReportPage {
  readonly name: string
  readonly html: string
}

/** Comment, check, summary and HTML report of every case; the same reports give the same pages. */
export async function reportPages(): Promise<readonly ReportPage[]> {
  const pages: ReportPage[] = []
  for (const name of CASES) pages.push(...(await pagesOf(name, withPlots(name, sampleReports[name]))))
  pages.push(...(await pagesOf('metrics-only', metricsOnlyReport)))
  return pages
}

/** One case shows what a project's own plots look like. */
function withPlots(name: string, report: Report | undefined): Report {
  if (!report) throw new Error(`there is no report "${name}"`)
  return name === 'better'
    ? { ...report, models: report.models.map((model) => ({ ...model, plots: samplePlots })) }
    : report
}

async function pagesOf(name: string, report: Report): Promise<readonly ReportPage[]> {
  const [model] = report.models
  const check = model && renderCheck(model, report)
  return [
    { name: `${name}-comment`, html: gitHubPage('comment', renderComment(report), true) },
    ...(check
      ? [{ name: `${name}-check`, html: gitHubPage(check.title, `${check.summary}\n\n${check.text}`, false) }]
      : []),
    { name: `${name}-summary`, html: gitHubPage('summary', renderSummary(report), false) },
    { name: `${name}-html`, html: await renderHtml(report) },
  ]
}

/** Markdown as GitHub would show it, in a page of its width. */
function gitHubPage(title: string, markdown: string, hardBreaks: boolean): string {
  const body = renderMarkdown(markdown, { hardBreaks, person: () => undefined, issue: () => undefined })
  const style = 'main { max-width: 900px; margin: 0 auto; padding: 16px; } .comment { margin: 0; }'
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Report</title>
<style>${staticFile('style.css')?.content ?? ''}${style}</style></head>
<body><main><article class="comment"><header>${title.replace(/[<&>]/g, ' ')}</header><div class="markdown-body">${body.text}</div></article></main></body></html>
`
}
