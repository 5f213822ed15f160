import { describe, expect, it } from 'vitest'
import { renderHtml } from './render-html.ts'
import { hostileReport } from './testing/hostile-report.ts'
import { hostileTexts } from './testing/hostile-texts.ts'
import { largeReport } from './testing/large-report.ts'
import { elementsOf } from './testing/rendered.ts'
import { classCharts, regressionCharts } from './testing/sample-charts.ts'
import { samplePlots } from './testing/sample-plots.ts'
import { modelReport, reportOf, sampleReports } from './testing/sample-reports.ts'

const better = sampleReports.better
if (!better) throw new Error('the report is there')

describe('renderHtml()', () => {
  it('is one file without script, and asks for no address', async () => {
    for (const report of Object.values(sampleReports)) {
      const html = await renderHtml(report)
      expect(html).not.toMatch(/<(script|link|iframe|object|img)|<[^>]*\s(on\w+|style)=|@import|url\(/i)
      const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)
      expect(new Set(addresses)).toEqual(new Set([report.run.url]))
    }
  })
  it('gives the same bytes for the same report', async () => {
    expect(await renderHtml(better)).toBe(await renderHtml(better))
  })
  it('draws every chart, with its numbers in a table under it', async () => {
    const regression = modelReport(better.models[0]?.verdict ?? null, { charts: regressionCharts })
    const classes = modelReport(better.models[0]?.verdict ?? null, {
      charts: classCharts,
      plots: samplePlots.filter(({ problem }) => problem === null),
    })
    const html = `${await renderHtml(better)}${await renderHtml(reportOf([regression, classes]))}`
    expect(html).not.toContain('Cannot draw')
    const figures = html.split('<figure>').slice(1)
    expect(figures).toHaveLength(7 + 4 + 5 + 5)
    for (const figure of figures)
      expect(figure).toMatch(
        /role="img" aria-label="[^"]+"><svg[\s\S]*<\/svg>[\s\S]*<table>[\s\S]*<tbody><tr>/,
      )
  })
  it('gives a claim no charts', async () => {
    expect(await renderHtml({ ...better, state: 'claim' })).not.toContain('<svg')
  })
  it('keeps the numbers where a chart cannot be drawn', async () => {
    const [model] = better.models
    const broken = {
      task: 'regression',
      split: 'x',
      challenger: { residuals: [{ from: NaN, to: NaN, rows: NaN }], sample: [] },
      champion: null,
    } as const
    const html = await renderHtml(reportOf(model ? [{ ...model, charts: broken }] : []))
    expect(html).toContain('Cannot draw chart')
    expect(html).toContain('<caption>Residuals, in rows</caption>')
    expect(html).toContain('is better')
  })
  it('holds everything: 10 models × 200 metrics × 500 slices', async () => {
    const report = largeReport({ models: 10, metrics: 200, slices: 500 })
    const html = await renderHtml(report)
    expect(html.match(/<article>/g)).toHaveLength(10)
    expect(html.match(/value_\*\d+\*_@/g)?.length).toBeGreaterThanOrEqual(10 * 500)
    expect(html).not.toContain('Shortened')
  })
  it.each(hostileTexts.filter((text) => text.trim() !== ''))('makes nothing of %j', async (text) => {
    expect(elementsOf(await renderHtml(hostileReport(text)))).toEqual(await plain)
  })
})

const plain = renderHtml(hostileReport('some_thing')).then(elementsOf)
