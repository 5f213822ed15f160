import type { PredictionRows, Predictions, Task } from '../predictions/predictions.ts'
import { TEST, TUNE } from '../rows/judged-splits.ts'
import { binaryCurves } from './binary-curves.ts'
import type { BinaryCurves, Charts } from './charts.ts'
import { binaryConfusion, classCurves } from './class-curves.ts'
import { regressionCurves, residualRange, residualsOf } from './regression-curves.ts'

/**
 * What the charts of a report show: of the `tune` rows where the `test` rows are sealed, else of the open split. A champion
 * that has none of these rows is left out. Null where there is nothing to draw.
 */
export function chartData(
  challenger: Predictions,
  champion: Predictions | null,
  task: Task = challenger.task,
): Charts | null {
  const split = shownSplit(challenger, champion)
  const rows = split === undefined ? undefined : challenger.splits.get(split)
  if (split === undefined || !rows || !DRAWN.includes(task)) return null
  const other = champion?.splits.get(split)
  if (challenger.task === 'multiclass') return classCharts(split, rows, other)
  return task === 'binary' ? binaryCharts(split, rows, other) : regressionCharts(split, rows, other)
}

/** Tasks that there are charts for. */
const DRAWN: readonly Task[] = ['binary', 'multiclass', 'regression', 'forecasting']

/** Never the test split where either side has a tune split: then the test rows are sealed. */
function shownSplit(challenger: Predictions, champion: Predictions | null): string | undefined {
  const names = new Set([...challenger.splits.keys(), ...(champion?.splits.keys() ?? [])])
  if (names.has(TUNE)) return TUNE
  return names.has(TEST) || names.size !== 1 ? TEST : Array.from(names)[0]
}

function binaryCharts(split: string, rows: PredictionRows, other: PredictionRows | undefined): Charts | null {
  const challenger = withMatrix(rows)
  return challenger
    ? { task: 'binary', split, challenger, champion: (other && withMatrix(other)) ?? null }
    : null
}

function withMatrix(rows: PredictionRows): BinaryCurves | undefined {
  const curves = binaryCurves(rows)
  const confusion = binaryConfusion(rows)
  return curves && { ...curves, ...(confusion ? { confusion } : {}) }
}

function classCharts(split: string, rows: PredictionRows, other: PredictionRows | undefined): Charts | null {
  const challenger = classCurves(rows)
  return challenger
    ? { task: 'multiclass', split, challenger, champion: (other && classCurves(other)) ?? null }
    : null
}

function regressionCharts(
  split: string,
  rows: PredictionRows,
  other: PredictionRows | undefined,
): Charts | null {
  const residuals = residualsOf(rows)
  if (!residuals) return null
  const reference = other && residualsOf(other)
  const range = residualRange(reference ? [residuals, reference] : [residuals])
  return {
    task: 'regression',
    split,
    challenger: regressionCurves(rows, residuals, range),
    champion: other && reference ? regressionCurves(other, reference, range) : null,
  }
}
