import { clip } from '@slipway/core'
import type { Figure, Table } from '../document/document.ts'
import { type Plot, type PlotChart, seriesOf } from '../plots/plot-chart.ts'
import { drawVega } from './draw-chart.ts'
import { plotTable } from './plot-table.ts'
import { MOST_SERIES, plotVega } from './plot-vega.ts'

/** Figures of all plots; what could not be drawn stands among them with its reason. */
export async function drawPlots(plots: readonly Plot[]): Promise<readonly Figure[]> {
  const figures: Figure[] = []
  for (const { charts } of plots) for (const chart of charts) figures.push(await plotFigure(chart))
  return figures
}

/** One chart, drawn; without its picture where Vega fails, since the numbers stand below. */
export async function plotFigure(chart: PlotChart, table: Table = plotTable(chart)): Promise<Figure> {
  const title = clip(chart.title, 120)
  const count = seriesOf(chart).length
  const cut = count > MOST_SERIES ? `The first ${MOST_SERIES} of ${count} series.` : ''
  const summary = [chart.note ?? '', cut].filter((text) => text !== '').join(' ')
  try {
    return { kind: 'figure', title, summary, svg: await drawVega(title, plotVega(chart)), table }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'figure', title, summary: `${why}. The numbers are in the table.`, svg: '', table }
  }
}
