import type { Charts } from '@slipway/compare'
import type { Figure } from '../document/document.ts'
import type { ModelReport } from '../report.ts'
import { binaryDrawings, curveTable } from './binary-drawings.ts'
import {
  classCharts,
  confusionCharts,
  PRECISION_RECALL,
  precisionRecallChart,
  ROC,
  rocChart,
} from './class-plots.ts'
import { drawChart } from './draw-chart.ts'
import { drawPlots, plotFigure } from './draw-plots.ts'
import type { Drawing } from './drawing.ts'
import { metricsDrawing, slicesDrawing } from './forest-drawings.ts'
import { regressionDrawings } from './regression-drawings.ts'

/** All charts of one model, drawn: its differences, the curves of its predictions, then the project's own plots. */
export async function drawFigures({ verdict, charts, plots }: ModelReport): Promise<readonly Figure[]> {
  const forests = verdict ? [...metricsDrawing(verdict), ...slicesDrawing(verdict)] : []
  return [
    ...(await Promise.all(forests.map(figure))),
    ...(charts ? await curveFigures(charts) : []),
    ...(await drawPlots(plots ?? [])),
  ]
}

async function curveFigures(charts: Charts): Promise<readonly Figure[]> {
  switch (charts.task) {
    case 'regression':
      return await Promise.all(regressionDrawings(charts).map(figure))
    case 'multiclass':
      return await Promise.all(classCharts(charts).map((chart) => plotFigure(chart)))
    case 'binary':
      return await Promise.all([
        plotFigure(
          rocChart(charts),
          curveTable('ROC curve', ROC, charts, ({ roc }) => roc),
        ),
        plotFigure(
          precisionRecallChart(charts),
          curveTable('Precision and recall', PRECISION_RECALL, charts, (each) => each.precisionRecall),
        ),
        ...binaryDrawings(charts).map(figure),
        ...confusionCharts(charts, ({ confusion }) => confusion).map((chart) => plotFigure(chart)),
      ])
  }
}

/** What cannot be drawn still has its numbers: a picture decides nothing, and must not cost the report. */
async function figure({ chart, title, summary, rows, table }: Drawing): Promise<Figure> {
  try {
    return { kind: 'figure', title, summary, svg: await drawChart(chart, rows), table }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'figure', title, summary: `${why}. The numbers are in the table.`, svg: '', table }
  }
}
