import { type BinaryCurves, type CurvePoint, formatCount } from '@slipway/compare'
import type { Inline, Table } from '../document/document.ts'
import { type Both, bothModels, type Drawing, modelColumns, numberColumn, stepRows } from './drawing.ts'

/** Steps of the table under a curve: enough to read it off. */
const STEPS = 10

/** Calibration, and how the scores lie. */
export function binaryDrawings(charts: Both<BinaryCurves>): readonly Drawing[] {
  const on = `on the ${charts.split} rows`
  return [
    {
      chart: 'calibration',
      title: 'Calibration',
      summary: `How often the predicted came true, ${on}, in ten groups of rows; closer to the diagonal is better.`,
      rows: {
        points: bothModels(charts, ({ calibration }) =>
          calibration.map(({ predicted, observed }) => ({ x: predicted, y: observed })),
        ),
      },
      table: calibrationTable(charts),
    },
    {
      chart: 'scores',
      title: 'Distribution of scores',
      summary: `Where the scores of either class lie, ${on}; the further apart, the better.`,
      rows: { bins: [...classRows(charts, 'positives', 1), ...classRows(charts, 'negatives', 0)] },
      table: scoreTable(charts),
    },
  ]
}

function classRows(
  charts: Both<BinaryCurves>,
  kind: 'positives' | 'negatives',
  label: 0 | 1,
): readonly object[] {
  return bothModels(charts, ({ scores }) => stepRows(scores, (bin) => bin[kind])).map((row) => ({
    ...row,
    label: `rows with label ${label}`,
  }))
}

/** A curve read off at even steps, its band beside it. */
export function curveTable(
  caption: string,
  [across, up]: readonly [string, string],
  charts: Both<BinaryCurves>,
  take: (curves: BinaryCurves) => readonly CurvePoint[],
): Table {
  const at = Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS)
  return {
    caption,
    columns: [
      numberColumn(across),
      ...modelColumns(charts, up).flatMap((column) => [column, numberColumn('95\u00a0% interval')]),
    ],
    rows: at.map((x) => [
      x.toFixed(1),
      ...sides(charts).flatMap((curves) => [heightAt(take(curves), x), bandAt(take(curves), x)]),
    ]),
  }
}

/** Height of a curve at x, between its points; empty where it does not reach. */
function heightAt(points: readonly CurvePoint[], x: number): string {
  const next = points.findIndex((point) => point.x >= x)
  const right = points[next]
  if (!right) return ''
  const left = points[next - 1] ?? right
  const part = right.x > left.x ? (x - left.x) / (right.x - left.x) : 1
  return (left.y + part * (right.y - left.y)).toFixed(3)
}

/** Interval of the threshold that lies nearest; empty where there is none. */
function bandAt(points: readonly CurvePoint[], x: number): string {
  const nearest = points.reduce<CurvePoint | undefined>(
    (best, point) => (best && Math.abs(best.x - x) <= Math.abs(point.x - x) ? best : point),
    undefined,
  )
  return nearest?.low === undefined || nearest.high === undefined
    ? ''
    : `${nearest.low.toFixed(3)}\u00a0…\u00a0${nearest.high.toFixed(3)}`
}

function calibrationTable(charts: Both<BinaryCurves>): Table {
  const length = Math.max(...sides(charts).map(({ calibration }) => calibration.length))
  const cells = ({ calibration }: BinaryCurves, index: number): readonly Inline[] => {
    const bin = calibration[index]
    return bin ? [bin.predicted.toFixed(3), bin.observed.toFixed(3), formatCount(bin.rows)] : ['', '', '']
  }
  return {
    caption: 'Calibration',
    columns: [
      numberColumn('group'),
      ...modelColumns(charts, 'predicted').flatMap((column) => [
        column,
        numberColumn('observed'),
        numberColumn('rows'),
      ]),
    ],
    rows: Array.from({ length }, (_, index) => [
      String(index + 1),
      ...sides(charts).flatMap((curves) => cells(curves, index)),
    ]),
  }
}

function scoreTable(charts: Both<BinaryCurves>): Table {
  return {
    caption: 'Distribution of scores, in rows',
    columns: [
      numberColumn('score from'),
      ...modelColumns(charts, 'label 1').flatMap((column) => [column, numberColumn('label 0')]),
    ],
    rows: charts.challenger.scores.map(({ from }, index) => [
      from.toFixed(2),
      ...sides(charts).flatMap(({ scores }) => [
        formatCount(scores[index]?.positives ?? 0),
        formatCount(scores[index]?.negatives ?? 0),
      ]),
    ]),
  }
}

function sides({ challenger, champion }: Both<BinaryCurves>): readonly BinaryCurves[] {
  return champion === null ? [challenger] : [challenger, champion]
}
