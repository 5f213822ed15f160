// What a plot draws, whoever asked for it: a template of DVC, a Vega-Lite file, or the report itself.

export type PlotValue = number | string

export interface PlotPoint {
  readonly x: PlotValue
  readonly y: PlotValue
  /** The other end of a bar, band, cell or rule. */
  readonly x2?: PlotValue
  readonly y2?: PlotValue
  /** Of a cell: how dark it is, in [0, 1], and what stands in it. */
  readonly shade?: number
  readonly text?: string
}

/** What one model, or both, have to show under one name; an empty name where there is only one thing to show. */
export interface PlotSeries {
  readonly model: 'challenger' | 'champion' | null
  readonly name: string
  readonly points: readonly PlotPoint[]
}

export type PlotMark = 'line' | 'step' | 'area' | 'point' | 'bar' | 'cell' | 'rule'

export interface PlotLayer {
  readonly mark: PlotMark
  readonly series: readonly PlotSeries[]
}

export interface PlotAxis {
  readonly title: string
  readonly kind: 'number' | 'log' | 'time' | 'category'
  /** True where the axis has to begin at zero. */
  readonly zero?: boolean
  /** Ends of the axis; those of the data without. */
  readonly domain?: readonly [number, number]
}

export interface PlotChart {
  readonly title: string
  readonly x: PlotAxis
  readonly y: PlotAxis
  readonly layers: readonly PlotLayer[]
  /** From corner to corner, behind all else. */
  readonly diagonal?: boolean
  /** Nothing, or what was left out to keep it readable. */
  readonly note?: string
}

/** One plot of the report; a problem says in a sentence what could not be drawn, and names the file. */
export interface Plot {
  readonly id: string
  readonly charts: readonly PlotChart[]
  readonly problem: string | null
}

/** The name of a series in legends and tables. */
export function seriesLabel({ model, name }: PlotSeries): string {
  if (model === null) return name === '' ? 'value' : name
  return name === '' ? model : `${model}: ${name}`
}

/** The series that any layer draws, each once: the champion's before the challenger's. */
export function seriesOf({ layers }: PlotChart): readonly PlotSeries[] {
  const found = new Map<string, PlotSeries>()
  for (const layer of layers)
    for (const series of layer.series)
      if (!found.has(seriesLabel(series))) found.set(seriesLabel(series), series)
  return [...found.values()]
}

/** A number, or a text; undefined for what cannot be placed. */
export function placeable(value: unknown): PlotValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'string') return value
  return typeof value === 'boolean' ? String(value) : undefined
}
