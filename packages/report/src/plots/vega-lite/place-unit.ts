import { isRow, type PlotRow } from '../parse-plot-data.ts'
import type { PlotAxis, PlotLayer, PlotMark, PlotPoint, PlotSeries } from '../plot-chart.ts'
import { Channel } from './channel.ts'
import { aggregate } from './transform-rows.ts'

type Members = Readonly<Record<string, unknown>>

/** A layer with the axes that it asks for. */
export interface PlacedUnit {
  readonly x: PlotAxis | undefined
  readonly y: PlotAxis | undefined
  readonly layer: PlotLayer
}

/** Channels that tell series apart, or shade a cell. */
const SERIES = ['color', 'stroke', 'fill', 'shape', 'strokeDash', 'detail', 'xOffset', 'yOffset'] as const

/** Places the rows of one mark by its encoding. */
export function placeUnit(
  mark: PlotMark,
  encoding: Members,
  rows: readonly PlotRow[],
  { path, model }: { readonly path: string; readonly model: PlotSeries['model'] },
): PlacedUnit {
  const channel = (name: string) => (isRow(encoding[name]) ? new Channel(encoding[name], path) : undefined)
  const x = channel('x')
  const y = channel('y')
  const series = SERIES.map(channel).find((each) => each?.isName)
  const shade =
    mark === 'cell' ? SERIES.map(channel).find((each) => each && each.key !== '' && !each.isName) : undefined
  const all = [x, y, channel('x2'), channel('y2'), series, shade].filter((each) => each !== undefined)
  const own = summarised(all, rows, path)
  const ends = { x: channel('x2'), y: channel('y2') }
  const points = own.flatMap((row) => {
    const at = pointOf(row, { x, y }, ends, mark)
    return at
      ? [{ name: String(series?.of(row) ?? ''), at, shade: Number(shade?.of(row) ?? Number.NaN) }]
      : []
  })
  const most = points.reduce((largest, point) => Math.max(largest, Math.abs(point.shade) || 0), 0)
  const bySeries = new Map<string, PlotPoint[]>()
  for (const { name, at, shade: value } of points) {
    const cell = Number.isFinite(value)
      ? { shade: Math.abs(value) / (most || 1), text: shortText(value) }
      : {}
    const list = bySeries.get(name) ?? []
    bySeries.set(name, list)
    list.push({ ...at, ...cell })
  }
  const named = [...bySeries].map(([name, list]): PlotSeries => ({ model, name, points: list }))
  const stacks = mark === 'bar' || mark === 'area' ? (x?.stacks ?? true) && (y?.stacks ?? true) : false
  const offset = encoding.xOffset !== undefined || encoding.yOffset !== undefined
  const upright = y?.axis(own).kind !== 'category'
  return {
    x: x?.axis(own),
    y: y?.axis(own),
    layer: { mark, series: stacks && !offset && named.length > 1 ? stacked(named, upright) : named },
  }
}

/** The rows, put into bins and aggregated where a channel asks for it. */
function summarised(
  channels: readonly Channel[],
  rows: readonly PlotRow[],
  path: string,
): readonly PlotRow[] {
  const binned = channels.reduce((current, channel) => channel.binned(current), rows)
  const measures = channels.flatMap(({ op, field, key }) =>
    op === undefined ? [] : [{ op, field, as: key }],
  )
  if (measures.length === 0) return binned
  const groups = channels.flatMap(({ op, field, isBinned, endKey }) =>
    op !== undefined || field === '' ? [] : isBinned ? [field, endKey] : [field],
  )
  return aggregate(binned, groups, measures, path)
}

/** Where a row lies; a rule without one of its axes goes from edge to edge. Undefined where it has no place. */
function pointOf(
  row: PlotRow,
  { x, y }: { readonly x: Channel | undefined; readonly y: Channel | undefined },
  ends: { readonly x: Channel | undefined; readonly y: Channel | undefined },
  mark: PlotMark,
): PlotPoint | undefined {
  const edge = mark === 'rule' ? Number.NEGATIVE_INFINITY : 0
  const at = { x: x ? x.of(row) : edge, y: y ? y.of(row) : edge }
  if (at.x === undefined || at.y === undefined) return undefined
  const x2 =
    ends.x?.of(row) ?? x?.endOf(row) ?? (mark === 'rule' && !x ? Number.POSITIVE_INFINITY : undefined)
  const y2 =
    ends.y?.of(row) ?? y?.endOf(row) ?? (mark === 'rule' && !y ? Number.POSITIVE_INFINITY : undefined)
  return { x: at.x, y: at.y, ...(x2 === undefined ? {} : { x2 }), ...(y2 === undefined ? {} : { y2 }) }
}

/** Each series on top of those before it. */
function stacked(series: readonly PlotSeries[], upright: boolean): readonly PlotSeries[] {
  const heights = new Map<string, number>()
  return series.map((each) => ({
    ...each,
    points: each.points.map((point) => {
      const [place, size] = upright ? [point.x, point.y] : [point.y, point.x]
      const from = heights.get(String(place)) ?? 0
      const to = from + (Number(size) || 0)
      heights.set(String(place), to)
      return upright ? { ...point, y: to, y2: from } : { ...point, x: to, x2: from }
    }),
  }))
}

const shortText = (value: number) =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)))
