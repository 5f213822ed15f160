import { clip, escapeHtml } from '@slipway/core'
import { composeModel } from './compose/compose-model.ts'
import { footer, orderedModels, overview, withoutModels } from './compose/compose-report.ts'
import { EVERYTHING } from './compose/detail.ts'
import { standingOf } from './compose/standing.ts'
import { type Block, type Figure, type Inline, joined } from './document/document.ts'
import { inlineHtml, renderBlocksHtml } from './document/render-blocks-html.ts'
import { PAGE_STYLE } from './html/page-style.ts'
import type { ModelReport, Report } from './report.ts'

/**
 * The whole report as one HTML file without script, network or other files; the same report gives the same bytes. Charts are SVG,
 * each with its numbers in a table.
 */
export async function renderHtml(report: Report): Promise<string> {
  const models = orderedModels(report)
  const articles: string[] = []
  for (const model of models) articles.push(article(model, report, await figuresOf(model, report)))
  const title = titleOf(report)
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body>',
    `<header><h1>${escapeHtml(title)}</h1><p>${inlineHtml(whereOf(report))}</p></header>`,
    '<main>',
    renderBlocksHtml([...overview(report, Number.POSITIVE_INFINITY), ...withoutModels(report, EVERYTHING)]),
    ...articles,
    await metricsCharts(report),
    '</main>',
    `<footer>${renderBlocksHtml(footer({ ...report, reportUrl: null }, false))}<p>${escapeHtml(report.tool)}</p></footer>`,
    '</body>',
    '</html>',
  ]
    .filter((line) => line !== '')
    .join('\n')}\n`
}

function titleOf({ repository, pullRequest, run, byHand }: Report): string {
  if (byHand)
    return `${clip(byHand.challenger, 100)} against ${clip(byHand.baseline, 100)}, in ${clip(repository, 200)}`
  const what = pullRequest ? `pull request ${pullRequest.number}` : `commit ${run.headSha.slice(0, 7)}`
  return `Model report of ${clip(repository, 200)}, ${what}`
}

function whereOf({ pullRequest, run, byHand }: Report): Inline {
  if (byHand) return 'Compared by hand: it decides nothing, and spends no look.'
  const parts: Inline[] = [
    ...(pullRequest
      ? [
          `“${clip(pullRequest.title, 200)}” by ${clip(pullRequest.author, 80)}${pullRequest.fromFork ? ', from a fork' : ''}`,
        ]
      : []),
    ['commit ', { code: run.headSha.slice(0, 12) }],
  ]
  return joined(parts, ' · ')
}

/** A claim gets no charts: a picture would lend it weight. Vega is loaded only where something is drawn. */
async function figuresOf(model: ModelReport, report: Report): Promise<readonly Figure[]> {
  const standing = standingOf(model, report.state)
  if (standing === 'claim' || standing === 'no-result') return []
  const { drawFigures } = await import('./charts/draw-figures.ts')
  return await drawFigures(model)
}

async function metricsCharts({ metrics }: Report): Promise<string> {
  if (!metrics || metrics.plots.every(({ charts }) => charts.length === 0)) return ''
  const { drawPlots } = await import('./charts/draw-plots.ts')
  const figures = renderBlocksHtml(await drawPlots(metrics.plots))
  return `<article>\n<h3>Plots</h3>\n<div class="charts">${figures}</div>\n</article>`
}

/** The charts stand after what decides and before the details. */
function article(model: ModelReport, report: Report, figures: readonly Figure[]): string {
  const blocks = composeModel(model, report, EVERYTHING).filter(({ kind }) => kind !== 'drawing')
  const isSection = ({ kind }: Block) => kind === 'section'
  const charts =
    figures.length === 0 ? [] : [`<h3>Charts</h3>`, `<div class="charts">${renderBlocksHtml(figures)}</div>`]
  return [
    '<article>',
    renderBlocksHtml(blocks.filter((block) => !isSection(block))),
    ...charts,
    renderBlocksHtml(blocks.filter(isSection)),
    '</article>',
  ].join('\n')
}
