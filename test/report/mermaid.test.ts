// The curves of a comment in both versions of Mermaid that GitHub may have.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderComment } from '@slipway/report'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hostileTexts } from '../../packages/report/src/testing/hostile-texts.ts'
import { samplePlots } from '../../packages/report/src/testing/sample-plots.ts'
import { sampleReports } from '../../packages/report/src/testing/sample-reports.ts'

const executablePath = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)
const VERSIONS = ['10', '11'] as const
const scriptOf = (version: string) =>
  fileURLToPath(
    new URL(`../.tools/mermaid/node_modules/mermaid-${version}/dist/mermaid.min.js`, import.meta.url),
  )
const installed = executablePath !== undefined && VERSIONS.every((version) => existsSync(scriptOf(version)))
const missing = installed ? '' : ' (Chromium or Mermaid is not installed: see what npm test says)'

/** A comment whose plots are named by hostile texts. */
function commentOf(title: string): string {
  const report = sampleReports.better
  if (!report) throw new Error('the report is there')
  const plots = samplePlots.map((plot) => ({
    ...plot,
    charts: plot.charts.map((chart) => ({
      ...chart,
      title,
      x: { ...chart.x, title },
      y: { ...chart.y, title },
    })),
  }))
  return renderComment({ ...report, models: report.models.map((model) => ({ ...model, plots })) })
}

const chartsOf = (comment: string) =>
  [...comment.matchAll(/^```mermaid\n(.*?)\n^```$/gms)].map(([, text]) => text ?? '')

interface Mermaid {
  render(id: string, text: string): Promise<{ svg: string }>
}

describe.skipIf(!installed)(`Mermaid draws the curves of a comment${missing}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] })
  }, 60_000)
  afterAll(async () => await browser?.close())

  it.each(VERSIONS)(
    'version %s puts every point in its place, whatever a plot is called',
    async (version) => {
      const texts = [
        ...chartsOf(commentOf('Loss')),
        ...hostileTexts.flatMap((title) => chartsOf(commentOf(title)).slice(-1)),
      ]
      const distinct = [...new Set(texts)]
      expect(chartsOf(commentOf('Loss'))).toHaveLength(4)
      const page = await browser.newPage()
      await page.addScriptTag({ path: scriptOf(version) })
      const drawn = await page.evaluate(async (charts) => {
        const { mermaid } = globalThis as unknown as { mermaid: Mermaid }
        const svgs: string[] = []
        for (const [index, text] of charts.entries())
          svgs.push((await mermaid.render(`chart${index}`, text)).svg)
        return svgs
      }, distinct)
      for (const [index, svg] of drawn.entries()) {
        const lines = [...(distinct[index] ?? '').matchAll(/^ {4}line \[(.*)\]$/gm)].map(
          ([, values = '']) => values.split(', ').length,
        )
        const paths = [...svg.matchAll(/<path[^>]* d="(M[^"]*L[^"]*)"/g)]
          .map(([, d = '']) => d.split('L').length)
          .filter((points) => points > 2)
        expect(paths).toEqual(lines)
        expect(svg).not.toMatch(/<script|<img|\son\w+=/i)
      }
      await page.close()
    },
  )
})
