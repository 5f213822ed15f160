import { describe, expect, it } from 'vitest'
import { hostileTexts } from '../testing/hostile-texts.ts'
import { elementsOf } from '../testing/rendered.ts'
import { binaryCharts, regressionCharts } from '../testing/sample-charts.ts'
import { sampleReports } from '../testing/sample-reports.ts'
import { binaryDrawings } from './binary-drawings.ts'
import { drawChart } from './draw-chart.ts'
import type { Drawing } from './drawing.ts'
import { metricsDrawing, slicesDrawing } from './forest-drawings.ts'
import { regressionDrawings } from './regression-drawings.ts'

const verdict = sampleReports.better?.models[0]?.verdict
const drawings: readonly Drawing[] = [
  ...(verdict ? [...metricsDrawing(verdict), ...slicesDrawing(verdict)] : []),
  ...(binaryCharts.task === 'binary' ? binaryDrawings(binaryCharts) : []),
  ...(regressionCharts.task === 'regression' ? regressionDrawings(regressionCharts) : []),
]

describe('drawChart()', () => {
  it.each(drawings.map((drawing) => [drawing.chart, drawing] as const))(
    'draws "%s", twice the same',
    async (_, drawing) => {
      const svg = await drawChart(drawing.chart, drawing.rows)
      expect(svg).toMatch(/^<svg[^>]* viewBox="0 0 \d+ \d+"/)
      expect(svg.length).toBeGreaterThan(1000)
      expect(await drawChart(drawing.chart, drawing.rows)).toBe(svg)
    },
  )
  it('covers every chart that there is', () => {
    expect(drawings.map(({ chart }) => chart)).toEqual([
      'metrics',
      'slices',
      'calibration',
      'scores',
      'residuals',
      'actual',
    ])
  })
  it('takes its colours from the page, so that one picture reads on light and on dark', async () => {
    for (const { chart, rows } of drawings) {
      const colours = [...(await drawChart(chart, rows)).matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(
        ([, colour]) => colour,
      )
      expect(
        colours.filter((colour) => !/^(none|transparent|var\(--[a-z]+\))$/.test(colour ?? '')),
        chart,
      ).toEqual([])
    }
  })
  it('tells the models apart by dash, not by colour alone', async () => {
    const scores = drawings.find(({ chart }) => chart === 'scores')
    expect(await drawChart('scores', scores?.rows ?? {})).toMatch(
      /stroke="var\(--champion\)"[^>]*stroke-dasharray="6,4"/,
    )
  })
  it('does not depend on the order in which charts are drawn', async () => {
    const alone = await drawChart('calibration', drawings[2]?.rows ?? {})
    const [, , together] = await Promise.all(drawings.map(({ chart, rows }) => drawChart(chart, rows)))
    expect(together).toBe(alone)
  })
  it.each(hostileTexts.filter((text) => text.trim() !== ''))('keeps %j text', async (text) => {
    const draw = (label: string) =>
      drawChart('slices', { rows: [{ label, point: 0.1, low: 0, high: 0.2 }] }).then(elementsOf)
    expect(await draw(text)).toEqual(await draw('x'))
  })
  it('fails loudly where Vega only complains', async () => {
    await expect(
      drawChart('residuals', { bins: [{ from: Number.NaN, share: Number.NaN }] }),
    ).rejects.toMatchObject({
      code: 'report/chart-failed',
    })
  })
})
