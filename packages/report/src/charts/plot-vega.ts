import {
  type PlotChart,
  type PlotLayer,
  type PlotSeries,
  seriesLabel,
  seriesOf,
} from '../plots/plot-chart.ts'
import { lookOf } from './plot-look.ts'
import { marksOf } from './plot-marks.ts'
import { axisOf, legendScales, legendsOf, scaleOf, WIDTH } from './plot-scales.ts'

// A plot as Vega that has all its data inside and computes nothing: no expression, no transform, no address.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
const HEIGHT = 200
const ROW = 24
/** Points of one line or cloud; more would be one blot. */
const MOST_POINTS = 400
/** Series of one plot: so many have a look of their own. */
export const MOST_SERIES = 12

/** The specification, in Vega. */
export function plotVega(chart: PlotChart): object {
  const drawn = seriesOf(chart).slice(0, MOST_SERIES)
  const looks = new Map(drawn.map((series) => [seriesLabel(series), lookOf(series, drawn)]))
  const layers = chart.layers.map((layer) => ({
    ...layer,
    series: layer.series.filter((series) => looks.has(seriesLabel(series))).map(thinned),
  }))
  const points = layers.flatMap(({ series }) => series.flatMap((each) => each.points))
  const isMatrix = layers.some(({ mark }) => mark === 'cell')
  const bars = layers.some(({ mark }) => mark === 'bar' || mark === 'area')
  const across = scaleOf('x', chart.x, points, bars && chart.y.kind === 'category', isMatrix)
  const up = scaleOf('y', chart.y, points, bars && chart.y.kind !== 'category', isMatrix)
  const square = chart.diagonal === true || isMatrix
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    background: 'transparent',
    padding: 5,
    autosize: { type: 'pad' },
    width: WIDTH,
    height:
      chart.y.kind === 'category' && !square
        ? Math.max(ROW, ROW * up.domain.length)
        : square
          ? WIDTH
          : HEIGHT,
    scales: [across, up, ...legendScales([...looks.values()])],
    axes: [axisOf('x', chart.x, across), axisOf('y', chart.y, up)],
    legends: legendsOf([...looks.values()], layers),
    marks: [
      ...(chart.diagonal ? [diagonal] : []),
      ...layers.flatMap((layer) =>
        drawingOrder(layer).flatMap((series) => marksOf(layer, series, chart, looks)),
      ),
    ],
    config,
  }
}

/** The champion lies below; of cells only its numbers are shown, over those of the challenger. */
function drawingOrder({ mark, series }: PlotLayer): readonly PlotSeries[] {
  return mark === 'cell' ? [...series].reverse() : series
}

const config = {
  font: FONT,
  axis: {
    labelColor: 'var(--quiet)',
    titleColor: 'var(--ink)',
    gridColor: 'var(--line)',
    domainColor: 'var(--edge)',
    tickColor: 'var(--edge)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
  },
  legend: {
    labelColor: 'var(--ink)',
    labelFontSize: 12,
    symbolSize: 120,
    symbolStrokeWidth: 2,
    labelLimit: 260,
    rowPadding: 4,
  },
}

/** A line from corner to corner: where the best, or the worst, would lie. */
const diagonal = {
  type: 'rule',
  encode: {
    enter: {
      x: { value: 0 },
      y: { field: { group: 'height' } },
      x2: { field: { group: 'width' } },
      y2: { value: 0 },
      stroke: { value: 'var(--edge)' },
    },
  },
}

/** Every nth point, the first and the last. */
function thinned(series: PlotSeries): PlotSeries {
  const { points } = series
  if (points.length <= MOST_POINTS) return series
  const step = points.length / (MOST_POINTS - 1)
  const kept = Array.from({ length: MOST_POINTS - 1 }, (_, index) => points[Math.floor(index * step)])
  return { ...series, points: [...kept, points.at(-1)].filter((point) => point !== undefined) }
}
