import type { PredictionRows } from '../predictions/predictions.ts'
import type { RowMetric } from './row-metric.ts'

/** The column that a metric judges (of several classes, their probabilities, class by class), or undefined where these rows do not have it. */
export function predictionOf(metric: RowMetric, rows: PredictionRows): Float64Array | undefined {
  if (metric.judges === 'p') return rows.classes ? joined(rows.classes.probabilities) : rows.p
  if (metric.judges === 'y_pred') return rows.yPred
  if (metric.judges === 'label') return rows.yPred ?? mostProbable(rows)
  const column = rows.columns.get(metric.judges.column)
  return column instanceof Float64Array ? column : undefined
}

function joined(columns: readonly Float64Array[] | undefined): Float64Array | undefined {
  const rows = columns?.[0]?.length ?? 0
  if (!columns) return undefined
  const all = new Float64Array(rows * columns.length)
  for (const [code, column] of columns.entries()) all.set(column, code * rows)
  return all
}

/** The class of the highest probability; of equal ones the first. */
function mostProbable({ rows, p, classes }: PredictionRows): Float64Array | undefined {
  if (!classes) return p?.map((value) => (value > 0.5 ? 1 : 0))
  const { probabilities } = classes
  return (
    probabilities &&
    Float64Array.from({ length: rows }, (_, row) =>
      probabilities.reduce(
        (best, column, code) => ((column[row] ?? 0) > (probabilities[best]?.[row] ?? 0) ? code : best),
        0,
      ),
    )
  )
}

/** What `predictionOf` looked for, as messages name it. */
export function columnText({ judges }: RowMetric): string {
  if (typeof judges === 'object') return `column of numbers "${judges.column}"`
  return `column "${judges === 'label' ? 'y_pred' : judges}"`
}
