import type { Figure } from '../document/document.ts'
import type { ModelReport } from '../report.ts'
import { binaryDrawings } from './binary-drawings.ts'
import { drawChart } from './draw-chart.ts'
import type { Drawing } from './drawing.ts'
import { metricsDrawing, slicesDrawing } from './forest-drawings.ts'
import { regressionDrawings } from './regression-drawings.ts'

/** All charts of one model, drawn: its differences, then the curves of its predictions. */
export async function drawFigures({ verdict, charts }: ModelReport): Promise<readonly Figure[]> {
  const drawings = [
    ...(verdict ? [...metricsDrawing(verdict), ...slicesDrawing(verdict)] : []),
    ...(charts?.task === 'binary' ? binaryDrawings(charts) : []),
    ...(charts?.task === 'regression' ? regressionDrawings(charts) : []),
  ]
  return await Promise.all(drawings.map(figure))
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
