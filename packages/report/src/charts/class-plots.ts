import {
  type BinaryCurves,
  type ClassCurves,
  type Confusion,
  type CurvePoint,
  formatCount,
} from '@slipway/compare'
import type { PlotChart, PlotPoint, PlotSeries } from '../plots/plot-chart.ts'
import { matrixNote } from '../plots/template-charts.ts'
import type { Both } from './drawing.ts'

// Charts of classes that the report makes itself, as the plots that anybody can declare.

type Curve = (curves: Pick<BinaryCurves, 'roc' | 'precisionRecall'>) => readonly CurvePoint[]

/** Curves of both models, each with its band; the champion's first, so that the challenger's lie over them. */
function curveChart(
  title: string,
  axes: readonly [string, string],
  note: string,
  series: readonly PlotSeries[],
): PlotChart {
  const axis = (name: string) => ({ title: name, kind: 'number', domain: [0, 1] }) as const
  const lines = series.map((each) => ({ ...each, points: each.points.map(({ x, y }) => ({ x, y })) }))
  return {
    title,
    x: axis(axes[0]),
    y: axis(axes[1]),
    layers: [
      ...(series.length <= 2 ? [{ mark: 'area', series: series.map(bandOf) } as const] : []),
      { mark: 'line', series: lines },
    ],
    note,
  }
}

/** The interval around each point; where rows all agree it is as narrow as the line. */
function bandOf(series: PlotSeries): PlotSeries {
  return { ...series, points: series.points.map(({ x, y, x2, y2 }) => ({ x, y: x2 ?? y, y2: y2 ?? y })) }
}

/** Points with the ends of their intervals carried along as `x2` and `y2`, which a line does not read. */
function pointsOf(points: readonly CurvePoint[]): readonly PlotPoint[] {
  return points.map(({ x, y, low, high }) => ({
    x,
    y,
    ...(low === undefined ? {} : { x2: low, y2: high ?? y }),
  }))
}

function sides<T>(
  { challenger, champion }: Both<T>,
  make: (curves: T, model: 'challenger' | 'champion') => readonly PlotSeries[],
): readonly PlotSeries[] {
  return [...(champion === null ? [] : make(champion, 'champion')), ...make(challenger, 'challenger')]
}

export const ROC = ['false positive rate', 'true positive rate'] as const
export const PRECISION_RECALL = ['recall', 'precision'] as const
const BANDS = 'The band is the 95\u00a0% interval at each threshold by itself, rows of one cluster together.'

export function rocChart(charts: Both<BinaryCurves>): PlotChart {
  const note = `How many positives are found, against how many false alarms, on the ${charts.split} rows; further to the upper left is better. ${BANDS}`
  return {
    ...curveChart(
      'ROC curve',
      ROC,
      note,
      ofTwo(charts, ({ roc }) => roc),
    ),
    diagonal: true,
  }
}

export function precisionRecallChart(charts: Both<BinaryCurves>): PlotChart {
  const note = `How many of the found are right, against how many are found, on the ${charts.split} rows; further to the upper right is better. ${BANDS}`
  return curveChart(
    'Precision and recall',
    PRECISION_RECALL,
    note,
    ofTwo(charts, ({ precisionRecall }) => precisionRecall),
  )
}

function ofTwo(charts: Both<BinaryCurves>, take: Curve): readonly PlotSeries[] {
  return sides(charts, (curves, model) => [{ model, name: '', points: pointsOf(take(curves)) }])
}

/** Matrix and one-against-the-rest curves of several classes. */
export function classCharts(charts: Both<ClassCurves>): readonly PlotChart[] {
  const perClass = (take: Curve) =>
    sides(charts, ({ perClass }, model) =>
      perClass.map((curves) => ({ model, name: curves.name, points: pointsOf(take(curves)) })),
    )
  const { perClass: curves, classes } = charts.challenger
  const cut =
    classes > curves.length ? ` The ${curves.length} classes with the most rows, of ${classes}.` : ''
  const on = `Each class against the rest, on the ${charts.split} rows.${cut}`
  return [
    ...confusionCharts(charts, ({ confusion }) => confusion),
    ...(curves.length === 0
      ? []
      : [
          {
            ...curveChart(
              'ROC curves by class',
              ROC,
              `${on} Further to the upper left is better.`,
              perClass(({ roc }) => roc),
            ),
            diagonal: true,
          },
          curveChart(
            'Precision and recall by class',
            PRECISION_RECALL,
            `${on} Further to the upper right is better.`,
            perClass(({ precisionRecall }) => precisionRecall),
          ),
        ]),
  ]
}

/** Which class was taken for which: shares of each actual class, so that a rare one can be seen. */
export function confusionCharts<T>(
  charts: Both<T>,
  take: (curves: T) => Confusion | undefined,
): readonly PlotChart[] {
  const own = take(charts.challenger)
  if (!own) return []
  const series = sides(charts, (curves, model) => {
    const confusion = take(curves)
    return confusion ? [{ model, name: '', points: cellsOf(confusion) }] : []
  })
  const rows = own.counts.flat().reduce((sum, count) => sum + count, 0)
  return [
    {
      title: 'Confusion matrix',
      x: { title: 'actual', kind: 'category' },
      y: { title: 'predicted', kind: 'category' },
      layers: [{ mark: 'cell', series }],
      note: `Share of each actual class that was taken for each, of ${formatCount(rows)} of the ${charts.split} rows. ${matrixNote(own.classes.length, series.length > 1)}`.trim(),
    },
  ]
}

function cellsOf({ classes, counts }: Confusion): readonly PlotPoint[] {
  return classes.flatMap((x, actual) => {
    const line = counts[actual] ?? []
    const total = line.reduce((sum, count) => sum + count, 0)
    return classes.map((y, predicted) => {
      const share = total > 0 ? (line[predicted] ?? 0) / total : 0
      return { x, y, shade: share, text: share.toFixed(2) }
    })
  })
}
