import { clip } from '@slipway/core'
import type { PlotAxis, PlotLayer, PlotPoint, PlotValue } from '../plots/plot-chart.ts'
import type { Look } from './plot-look.ts'

/** Of the drawing in pixels, without its axes. */
export const WIDTH = 290
const MOST_CATEGORIES = 40
const LABEL = 40

export interface Scale {
  readonly name: 'x' | 'y'
  readonly type: string
  readonly domain: readonly PlotValue[]
  readonly range: unknown
}

export function scaleOf(
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

export function numberOf(value: PlotValue, { kind }: PlotAxis): number {
  if (typeof value === 'number') return value
  return kind === 'time' ? Date.parse(value) : Number(value)
}

export function axisOf(name: 'x' | 'y', axis: PlotAxis, { type, domain }: Scale): object {
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

export function legendScales(looks: readonly Look[]): readonly object[] {
  return SCALES.map((name) => ({
    name,
    type: 'ordinal',
    domain: looks.map(({ label }) => label),
    range: looks.map((look) => look[name]),
  }))
}

export function legendsOf(looks: readonly Look[], layers: readonly PlotLayer[]): readonly object[] {
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
