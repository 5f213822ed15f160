import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metricHistory } from './history/metric-history.ts'
import { renderHtml } from './render-html.ts'
import { metricsOnlyReport } from './testing/metrics-only-report.ts'
import { classCharts, regressionCharts } from './testing/sample-charts.ts'
import { samplePlots } from './testing/sample-plots.ts'
import { modelReport, reportOf, sampleReports } from './testing/sample-reports.ts'

const executablePath = [
  process.env.CHROME_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
if (executablePath === undefined)
  console.warn(
    'SKIPPED: the accessibility of the HTML report was not checked; install Chromium, or set CHROME_PATH',
  )

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Audit {
  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}

const regression = reportOf([
  modelReport(sampleReports.better?.models[0]?.verdict ?? null, { charts: regressionCharts }),
])
const measured = (sampleReports.better?.models ?? []).flatMap(({ verdict }) =>
  verdict
    ? ['2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z'].map((date) => {
        return { date, commit: null, version: 'v1.0.0', takenBack: false, label: null, verdict }
      })
    : [],
)
const history = reportOf(
  (sampleReports.better?.models ?? []).map((model) => ({
    ...model,
    history: [metricHistory(model.name, 'roc_auc', measured)],
  })),
)
const classes = reportOf([
  modelReport(sampleReports.better?.models[0]?.verdict ?? null, { charts: classCharts, plots: samplePlots }),
])
const pages = Object.entries({
  ...sampleReports,
  history,
  regression,
  classes,
  'metrics-only': metricsOnlyReport,
})

describe.skipIf(executablePath === undefined)('renderHtml() in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking'],
    })
  }, 60_000)
  afterAll(async () => await browser?.close())

  it.each(pages)(
    'shows "%s" to everybody, on a phone in the dark and on a desk in the light',
    async (_, report) => {
      const html = await renderHtml(report ?? reportOf([]))
      for (const [width, colorScheme] of [
        [400, 'dark'],
        [1200, 'light'],
      ] as const) {
        // The page forbids scripts, the checker's among them.
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP: true })
        const requests: string[] = []
        page.on('request', (request) => requests.push(request.url()))
        await page.setContent(html)
        expect(await page.evaluate('document.documentElement.scrollWidth'), 'it scrolls sideways').toBe(width)
        await page.evaluate(
          "document.querySelectorAll('details').forEach((details) => { details.open = true })",
        )
        await page.addScriptTag({ content: AXE })
        const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: Audit }).axe.run())
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
        expect(requests).toEqual([])
        await page.close()
      }
    },
    60_000,
  )
})
