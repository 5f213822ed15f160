import { clip } from '@slipway/core'
import {
  type PlotAxis,
  type PlotChart,
  type PlotLayer,
  type PlotPoint,
  type PlotSeries,
  type PlotValue,
  seriesLabel,
} from '../plots/plot-chart.ts'
import type { Look } from './plot-look.ts'
import { numberOf, WIDTH } from './plot-scales.ts'

/** One series of a layer, as Vega draws it. */
export function marksOf(
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
