import { formatCount, formatEstimate, type RegressionCurves } from '@slipway/compare'
import { type Both, bothModels, type Drawing, modelColumns, numberColumn, stepRows } from './drawing.ts'

/** Rows of the table under a cloud of points. */
const EXAMPLES = 10

/** Residuals of both models, and the challenger's predictions beside the truth. */
export function regressionDrawings(charts: Both<RegressionCurves>): readonly Drawing[] {
  return [residuals(charts), predictedAndTrue(charts)]
}

function residuals(charts: Both<RegressionCurves>): Drawing {
  const { challenger, champion, split } = charts
  return {
    chart: 'residuals',
    title: 'Residuals',
    summary: `Prediction minus truth, on the ${split} rows; the outermost steps take all that lies beyond. Narrower and around 0 is better.`,
    rows: { bins: bothModels(charts, (curves) => stepRows(curves.residuals, ({ rows }) => rows)) },
    table: {
      caption: 'Residuals, in rows',
      columns: [numberColumn('from'), numberColumn('to'), ...modelColumns(charts, 'rows')],
      rows: challenger.residuals.map(({ from, to, rows }, index) => [
        formatEstimate(from),
        formatEstimate(to),
        formatCount(rows),
        ...(champion === null ? [] : [formatCount(champion.residuals[index]?.rows ?? 0)]),
      ]),
    },
  }
}

function predictedAndTrue({ challenger: { sample }, split }: Both<RegressionCurves>): Drawing {
  const values = sample.flatMap(({ actual, predicted }) => [actual, predicted])
  const step = Math.max(1, Math.ceil(sample.length / EXAMPLES))
  return {
    chart: 'actual',
    title: 'Predicted and true',
    summary: `${formatCount(sample.length)} of the ${split} rows; closer to the diagonal is better.`,
    rows: {
      points: sample.map(({ actual, predicted }) => ({ x: actual, y: predicted })),
      diagonal: values.length === 0 ? [] : [{ at: Math.min(...values) }, { at: Math.max(...values) }],
    },
    table: {
      caption: 'Predicted and true: some of the rows',
      columns: [numberColumn('truth'), numberColumn('prediction')],
      rows: sample
        .filter((_, index) => index % step === 0)
        .map(({ actual, predicted }) => [formatEstimate(actual), formatEstimate(predicted)]),
    },
  }
}
