import type { PredictionRows } from '../predictions/predictions.ts'
import { pinballOf } from './forecast-metrics.ts'
import type { RowMetric } from './metric.ts'

/**
 * The column that a metric judges (of several classes or labels, one after the other), or undefined where these rows do
 * not have it.
 * @param like rows of the other model, where the two have to have the same columns
 */
export function predictionOf(
  metric: RowMetric,
  rows: PredictionRows,
  like: PredictionRows = rows,
): Float64Array | undefined {
  if (metric.judges === 'quantiles') return pinballOf(rows, like)
  const { labels } = rows
  if (metric.judges === 'score') return numbersIn(rows, 'score') ?? rows.p ?? rows.yPred
  if (metric.judges === 'p') return joined(labels?.probabilities ?? rows.classes?.probabilities) ?? rows.p
  if (metric.judges === 'label' && labels) return joined(labels.guesses ?? labels.probabilities?.map(called))
  if (metric.judges === 'y_pred') return rows.yPred
  if (metric.judges === 'label') return rows.yPred ?? mostProbable(rows)
  return numbersIn(rows, metric.judges.column)
}

function numbersIn({ columns }: PredictionRows, name: string): Float64Array | undefined {
  const column = columns.get(name)
  return column instanceof Float64Array ? column : undefined
}

function joined(columns: readonly Float64Array[] | undefined): Float64Array | undefined {
  const rows = columns?.[0]?.length ?? 0
  if (!columns) return undefined
  const all = new Float64Array(rows * columns.length)
  for (const [code, column] of columns.entries()) all.set(column, code * rows)
  return all
}

const called = (p: Float64Array) => p.map((value) => (value > 0.5 ? 1 : 0))

/** The class of the highest probability; of equal ones the first. */
function mostProbable({ rows, p, classes }: PredictionRows): Float64Array | undefined {
  if (!classes) return p && called(p)
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
  if (judges === 'quantiles') return 'columns "q:…" of the same quantiles'
  if (typeof judges === 'object') return `column of numbers "${judges.column}"`
  return `column "${judges === 'label' ? 'y_pred' : judges}"`
}
