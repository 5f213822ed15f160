import { clip } from '@slipway/core'
import {
  type PlotAxis,
  type PlotChart,
  type PlotLayer,
  type PlotPoint,
  type PlotSeries,
  type PlotValue,
  seriesLabel,
  seriesOf,
} from '../plots/plot-chart.ts'

// A plot as Vega that has all its data inside and computes nothing: no expression, no transform, no address. Series differ by
// colour, by dash and by shape; colours are variables of the page's style sheet.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
const WIDTH = 290
const HEIGHT = 200
const ROW = 24
/** Points of one line or cloud; more would be one blot. */
const MOST_POINTS = 400
/** Series of one plot: so many have a look of their own. */
export const MOST_SERIES = 12
const MOST_CATEGORIES = 40
const LABEL = 40

const SHAPES = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down'] as const
const DASHES: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [9, 3, 2, 3], [12, 3], [4, 2, 1, 2]]

interface Look {
  readonly label: string
  readonly colour: string
  readonly dash: readonly number[]
  readonly shape: string
  /** The ground of the page for what is not filled. */
  readonly fill: string
}

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
        drawingOrder(layer).flatMap((series) => markOf(layer, series, chart, looks)),
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

/** The models by colour and dash where each has one series; series by colour and shape, the models by filling, where there are more. */
function lookOf(series: PlotSeries, all: readonly PlotSeries[]): Look {
  const label = seriesLabel(series)
  const names = [...new Set(all.map(({ name }) => name))]
  const before = series.model === 'champion'
  if (names.length === 1) {
    const colour = before ? 'var(--champion)' : 'var(--challenger)'
    return { label, colour, dash: before ? [6, 4] : [], shape: before ? 'square' : 'circle', fill: colour }
  }
  const index = names.indexOf(series.name)
  const colour = `var(--series-${(index % 6) + 1})`
  const dashes = before ? 1 : index < 6 ? 0 : 2
  return {
    label,
    colour,
    dash: DASHES[dashes] ?? [],
    shape: SHAPES[index % SHAPES.length] ?? 'circle',
    fill: before ? 'var(--ground)' : colour,
  }
}

/** Every nth point, the first and the last. */
function thinned(series: PlotSeries): PlotSeries {
  const { points } = series
  if (points.length <= MOST_POINTS) return series
  const step = points.length / (MOST_POINTS - 1)
  const kept = Array.from({ length: MOST_POINTS - 1 }, (_, index) => points[Math.floor(index * step)])
  return { ...series, points: [...kept, points.at(-1)].filter((point) => point !== undefined) }
}

interface Scale {
  readonly name: 'x' | 'y'
  readonly type: string
  readonly domain: readonly PlotValue[]
  readonly range: unknown
}

function scaleOf(
  name: 'x' | 'y',
  axis: PlotAxis,
  points: readonly PlotPoint[],
  fromZero: boolean,
  isMatrix: boolean,
): Scale {
  const values = points.flatMap((point) => {
    const [from, to] = name === 'x' ? [point.x, point.x2] : [point.y, point.y2]
    return to === undefined ? [from] : [from, to]
  })
  if (axis.kind === 'category') {
    const names = [...new Set(values.map(String))].slice(0, MOST_CATEGORIES)
    const range = name === 'x' ? 'width' : [0, { signal: 'height' }]
    return { name, type: 'band', domain: names, range, ...{ padding: isMatrix ? 0 : 0.15 } }
  }
  const numbers = values.map((value) => numberOf(value, axis)).filter(Number.isFinite)
  const positive = axis.kind === 'log' ? numbers.filter((value) => value > 0) : numbers
  const low = axis.domain?.[0] ?? Math.min(...positive, ...(axis.zero || fromZero ? [0] : []))
  const high = axis.domain?.[1] ?? Math.max(...positive, ...(axis.zero || fromZero ? [0] : []))
  const domain = positive.length === 0 ? [0, 1] : low === high ? [low - 0.5, high + 0.5] : [low, high]
  return {
    name,
    type: axis.kind === 'log' && low > 0 ? 'log' : axis.kind === 'time' ? 'utc' : 'linear',
    domain,
    range: name === 'x' ? 'width' : 'height',
    ...{ nice: axis.domain === undefined, zero: false },
  }
}

function numberOf(value: PlotValue, { kind }: PlotAxis): number {
  if (typeof value === 'number') return value
  return kind === 'time' ? Date.parse(value) : Number(value)
}

function axisOf(name: 'x' | 'y', axis: PlotAxis, { type, domain }: Scale): object {
  const isBand = type === 'band'
  const crowded = isBand && name === 'x' && (domain.length > 8 || domain.join('').length > 36)
  return {
    scale: name,
    orient: name === 'x' ? 'bottom' : 'left',
    title: clip(axis.title, LABEL),
    grid: !isBand,
    labelLimit: isBand ? 150 : 0,
    labelOverlap: !isBand,
    zindex: 0,
    ...(isBand ? {} : { tickCount: name === 'x' ? 5 : 4 }),
    ...(crowded ? { labelAngle: -45, labelAlign: 'right', labelBaseline: 'middle' } : {}),
  }
}

const SCALES = ['colour', 'dash', 'shape', 'fill'] as const

function legendScales(looks: readonly Look[]): readonly object[] {
  return SCALES.map((name) => ({
    name,
    type: 'ordinal',
    domain: looks.map(({ label }) => label),
    range: looks.map((look) => look[name]),
  }))
}

function legendsOf(looks: readonly Look[], layers: readonly PlotLayer[]): readonly object[] {
  if (looks.length < 2 || layers.every(({ mark }) => mark === 'cell')) return []
  const linesOnly = layers.every(({ mark }) => ['line', 'step', 'area', 'rule'].includes(mark))
  const plain = linesOnly && looks.every(({ fill, colour }) => fill === colour) && looks.length <= 2
  return [
    {
      orient: 'top',
      direction: looks.length > 2 ? 'vertical' : 'horizontal',
      stroke: 'colour',
      strokeDash: 'dash',
      ...(plain ? { symbolType: 'stroke' } : { shape: 'shape', fill: 'fill' }),
    },
  ]
}

function markOf(
  layer: PlotLayer,
  series: PlotSeries,
  chart: PlotChart,
  looks: ReadonlyMap<string, Look>,
): readonly object[] {
  const look = looks.get(seriesLabel(series))
  if (!look) return []
  const isNamed = [...looks.values()].length > 2
  const values = series.points.map((point) => placed(point, chart))
  switch (layer.mark) {
    case 'line':
    case 'step': {
      const line = lineMark(values, look, layer.mark === 'step')
      return isNamed ? [line, pointMark(sparse(values), look, 40)] : [line]
    }
    case 'area':
      return [areaMark(values, look)]
    case 'point':
      return [pointMark(values, look, 36)]
    case 'rule':
      return [ruleMark(values, look)]
    case 'bar':
      return [barMark(values, look, dodgeOf(layer, series), chart)]
    case 'cell':
      return cellMarks(values, look, series.model === 'champion' && layer.series.length > 1)
  }
}

type Placed = Readonly<Record<string, PlotValue>>

/** A point with its texts as the axes hold them. */
function placed(point: PlotPoint, { x, y }: PlotChart): Placed {
  const on = (axis: PlotAxis, value: PlotValue) =>
    axis.kind === 'category' ? String(value) : numberOf(value, axis)
  return {
    x: on(x, point.x),
    y: on(y, point.y),
    ...(point.x2 === undefined ? {} : { x2: on(x, point.x2) }),
    ...(point.y2 === undefined ? {} : { y2: on(y, point.y2) }),
    ...(point.shade === undefined ? {} : { shade: 0.05 + 0.4 * Math.min(1, Math.max(0, point.shade)) }),
    ...(point.text === undefined ? {} : { text: clip(point.text, 12) }),
  }
}

/** A few of a line's points: enough to tell it from another. */
function sparse(values: readonly Placed[]): readonly Placed[] {
  const step = Math.max(1, Math.ceil(values.length / 6))
  return values.filter((_, index) => index % step === Math.floor(step / 2) || values.length < 6)
}

const at = (name: 'x' | 'y', field: string = name) => ({ scale: name, field, band: 0.5 })

/** Marks carry their own rows: nothing is shared, and nothing has to be cut apart. */
const mark = (type: string, values: readonly Placed[], enter: object): object => ({
  type: 'group',
  data: [{ name: 'rows', values }],
  marks: [{ type, from: { data: 'rows' }, encode: { enter } }],
})

function lineMark(values: readonly Placed[], look: Look, isStep: boolean): object {
  return mark('line', values, {
    x: at('x'),
    y: at('y'),
    stroke: { value: look.colour },
    strokeWidth: { value: 2 },
    strokeDash: { value: look.dash },
    ...(isStep ? { interpolate: { value: 'step-after' } } : {}),
  })
}

function areaMark(values: readonly Placed[], look: Look): object {
  return mark('area', values, {
    x: at('x'),
    y: at('y'),
    y2: values.some((value) => 'y2' in value) ? at('y', 'y2') : { scale: 'y', value: 0 },
    fill: { value: look.colour },
    fillOpacity: { value: 0.18 },
  })
}

function pointMark(values: readonly Placed[], look: Look, size: number): object {
  return mark('symbol', values, {
    x: at('x'),
    y: at('y'),
    shape: { value: look.shape },
    size: { value: size },
    stroke: { value: look.colour },
    fill: { value: look.fill },
    fillOpacity: { value: look.fill === look.colour ? 0.6 : 1 },
  })
}

/** From edge to edge where one of its axes is left open. */
function ruleMark(values: readonly Placed[], look: Look): object {
  const [first] = values
  const end = (name: 'x' | 'y', side: 'width' | 'height') =>
    first && first[name] === Number.NEGATIVE_INFINITY
      ? { [name]: { value: 0 }, [`${name}2`]: { signal: side } }
      : { [name]: at(name), ...(first && `${name}2` in first ? { [`${name}2`]: at(name, `${name}2`) } : {}) }
  return mark('rule', values, {
    ...end('x', 'width'),
    ...end('y', 'height'),
    stroke: { value: look.colour },
    strokeWidth: { value: 2 },
    strokeDash: { value: look.dash },
  })
}

interface Dodge {
  readonly index: number
  readonly of: number
}

/** Bars of one place stand side by side; those on top of each other are parted by model alone. */
function dodgeOf({ series: all }: PlotLayer, series: PlotSeries): Dodge {
  const stacks = all.some(({ points }) => points.some(({ x2, y2 }) => x2 !== undefined || y2 !== undefined))
  const keys = [...new Set(all.map((each) => (stacks ? String(each.model) : seriesLabel(each))))]
  return { index: keys.indexOf(stacks ? String(series.model) : seriesLabel(series)), of: keys.length }
}

function barMark(values: readonly Placed[], look: Look, { index, of }: Dodge, { x, y }: PlotChart): object {
  const across = (name: 'x' | 'y', size: 'width' | 'height') => ({
    [name]: { scale: name, field: name, band: index / of },
    [size]: { scale: name, band: 1 / of },
  })
  const along = (name: 'x' | 'y') => ({
    [name]: { scale: name, field: name },
    [`${name}2`]: values.some((value) => `${name}2` in value)
      ? { scale: name, field: `${name}2` }
      : { scale: name, value: 0 },
  })
  const binned = x.kind !== 'category' && y.kind !== 'category' && values.some((value) => 'x2' in value)
  const place =
    y.kind === 'category'
      ? { ...across('y', 'height'), ...along('x') }
      : x.kind === 'category'
        ? { ...across('x', 'width'), ...along('y') }
        : binned
          ? { ...along('x'), ...along('y') }
          : {
              xc: at('x'),
              width: { value: Math.max(1, (WIDTH * 0.7) / Math.max(1, values.length * of)) },
              ...along('y'),
            }
  return mark('rect', values, {
    ...place,
    fill: { value: look.colour },
    fillOpacity: { value: binned && of > 1 ? 0.35 : look.dash.length > 0 ? 0.35 : 0.85 },
    stroke: { value: look.colour },
    strokeDash: { value: look.dash },
  })
}

/** A shaded cell with its number; the champion's stands below the challenger's, in brackets. */
function cellMarks(values: readonly Placed[], look: Look, below: boolean): readonly object[] {
  const text = (dy: number, ink: string, size: number, shown: readonly Placed[]) =>
    mark('text', shown, {
      x: at('x'),
      y: at('y'),
      dy: { value: dy },
      text: { field: 'text' },
      align: { value: 'center' },
      baseline: { value: 'middle' },
      fontSize: { value: size },
      fill: { value: ink },
    })
  if (below)
    return [
      text(
        9,
        'var(--quiet)',
        10,
        values.map((value) => ({ ...value, text: `(${value.text ?? ''})` })),
      ),
    ]
  const cell = mark('rect', values, {
    x: { scale: 'x', field: 'x' },
    y: { scale: 'y', field: 'y' },
    width: { scale: 'x', band: 1 },
    height: { scale: 'y', band: 1 },
    fill: { value: look.colour },
    fillOpacity: { field: 'shade' },
    stroke: { value: 'var(--line)' },
  })
  return [cell, text(-5, 'var(--ink)', 12, values)]
}
