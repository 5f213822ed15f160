import { formatCount } from '@slipway/compare'
import type { PlotDefinition, PlotField } from '@slipway/core'
import { datapointsOf, invalid, type PlotRow } from './parse-plot-data.ts'
import { type PlotChart, type PlotMark, type PlotPoint, type PlotSeries, placeable } from './plot-chart.ts'

/** What each side has for a plot: the values of its files by path; a file that is not there is not in it. */
export interface PlotSides {
  readonly challenger: ReadonlyMap<string, unknown>
  readonly champion: ReadonlyMap<string, unknown>
}

/** One row of a series, ready to be placed. */
export interface PlotDatum {
  readonly model: 'challenger' | 'champion'
  /** File and field, as far as they differ between the series of the plot. */
  readonly name: string
  readonly x: unknown
  readonly y: unknown
  readonly row: PlotRow
}

const STEP = 'step'

/**
 * The rows of both sides by the definition's fields, the champion's first.
 * @throws report/plot-invalid where a field is missing
 */
export function plotData(
  definition: PlotDefinition,
  sides: PlotSides,
): { readonly data: readonly PlotDatum[]; readonly x: string; readonly y: string } {
  const data: PlotDatum[] = []
  const fields = new Set<string>()
  for (const model of ['champion', 'challenger'] as const) {
    const rowsOf = new Map<string, readonly PlotRow[]>()
    const read = (path: string) => {
      const rows = rowsOf.get(path) ?? datapointsOf(path, sides[model].get(path))
      rowsOf.set(path, rows)
      return rows
    }
    for (const [index, { path, field }] of definition.y.entries()) {
      if (!sides[model].has(path)) continue
      const rows = read(path)
      const y = field ?? lastField(rows, definition.x)
      fields.add(y)
      mustHave(rows, y, path)
      const across = acrossOf(definition.x, index, path)
      const xRows = across && across.path !== path && sides[model].has(across.path) ? read(across.path) : rows
      if (across) mustHave(xRows, across.field ?? '', across.path)
      if (xRows.length !== rows.length)
        throw invalid(path, `it has ${rows.length} rows and "${across?.path}" has ${xRows.length}`, 'as many')
      const name = seriesName(definition.y, index, y)
      for (const [at, row] of rows.entries())
        if (y in row)
          data.push({ model, name, x: across ? xRows[at]?.[across.field ?? ''] : at, y: row[y], row })
    }
  }
  const across = typeof definition.x === 'string' ? definition.x : (definition.x?.[0]?.field ?? STEP)
  const [up = 'y'] = fields
  return {
    data,
    x: definition.xLabel ?? across,
    y: definition.yLabel ?? (fields.size === 1 ? up : 'y'),
  }
}

function acrossOf(x: PlotDefinition['x'], index: number, path: string): PlotField | undefined {
  if (x === undefined) return undefined
  if (typeof x === 'string') return { path, field: x }
  return x.length === 1 ? x[0] : x[index]
}

function lastField(rows: readonly PlotRow[], x: PlotDefinition['x']): string {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== x)
  return names.at(-1) ?? ''
}

function mustHave(rows: readonly PlotRow[], field: string, path: string): void {
  const names = Object.keys(rows[0] ?? {})
  if (!rows.some((row) => Object.hasOwn(row, field)))
    throw invalid(path, `it has no field "${field}"`, `one of ${names.slice(0, 20).join(', ')}`)
}

/** What tells a series from the others of its plot: the end of its path, its field, or both. */
function seriesName(all: readonly PlotField[], index: number, field: string): string {
  const own = all[index]
  if (all.length < 2 || !own) return ''
  const paths = [...new Set(all.map(({ path }) => path))]
  const shared = paths.length < 2 ? 0 : commonFolder(paths).length
  const path = paths.length < 2 ? '' : own.path.slice(shared)
  const hasFields = new Set(all.map((each) => each.field)).size > 1
  return [path, ...(hasFields || path === '' ? [field] : [])].filter((part) => part !== '').join(' ')
}

function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths
  let end = first.lastIndexOf('/') + 1
  while (end > 0 && !paths.every((path) => path.startsWith(first.slice(0, end))))
    end = first.lastIndexOf('/', end - 2) + 1
  return first.slice(0, end)
}

/** Points that both axes can place, by series. */
export function pointSeries(data: readonly PlotDatum[]): readonly PlotSeries[] {
  const series = new Map<string, { model: PlotDatum['model']; name: string; points: PlotPoint[] }>()
  for (const { model, name, x, y } of data) {
    const key = `${model}\0${name}`
    const own = series.get(key) ?? { model, name, points: [] }
    series.set(key, own)
    const [across, up] = [placeable(x), placeable(y)]
    if (across !== undefined && up !== undefined) own.points.push({ x: across, y: up })
  }
  return [...series.values()]
}

const isNumeric = (values: readonly unknown[]) =>
  values.every((value) => typeof value === 'number' || value === null || value === undefined)

/** A plot by one of DVC's own templates; undefined for another name. */
export function templateChart(definition: PlotDefinition, sides: PlotSides): PlotChart | undefined {
  const draw = TEMPLATES[definition.template]
  if (!draw) return undefined
  const { data, x, y } = plotData(definition, sides)
  const axis = (title: string, values: readonly unknown[]) =>
    ({ title, kind: isNumeric(values) ? 'number' : 'category' }) as const
  const isMatrix = definition.template.startsWith('confusion')
  return {
    title: definition.title ?? definition.id,
    x: axis(x, isMatrix ? [''] : data.map((datum) => datum.x)),
    y: axis(y, isMatrix ? [''] : data.map((datum) => datum.y)),
    ...draw(data),
  }
}

type Drawn = Pick<PlotChart, 'layers' | 'note'>

const marked =
  (mark: PlotMark) =>
  (data: readonly PlotDatum[]): Drawn => ({ layers: [{ mark, series: pointSeries(data) }] })

/** Lines are drawn as they are: what `smooth` would bend is shown, not hidden. */
const TEMPLATES: Readonly<Record<string, (data: readonly PlotDatum[]) => Drawn>> = {
  linear: marked('line'),
  simple: marked('line'),
  smooth: marked('line'),
  scatter: marked('point'),
  scatter_jitter: marked('point'),
  bar_horizontal: marked('bar'),
  bar_horizontal_sorted: (data) => marked('bar')([...data].sort((a, b) => Number(b.x) - Number(a.x) || 0)),
  confusion: (data) => confusion(data, false),
  confusion_normalized: (data) => confusion(data, true),
}

export const TEMPLATE_NAMES: readonly string[] = Object.keys(TEMPLATES)

export const MOST_CLASSES = 20

/** Counts of actual (x) against predicted (y), or shares of what is actual, of each side. */
function confusion(data: readonly PlotDatum[], normalised: boolean): Drawn {
  const classes = [...new Set(data.flatMap(({ x, y }) => [String(x), String(y)]))].sort()
  const kept = new Set(classes.slice(0, MOST_CLASSES))
  const series = (['champion', 'challenger'] as const).flatMap((model): PlotSeries[] => {
    const own = data.filter(
      (datum) => datum.model === model && kept.has(String(datum.x)) && kept.has(String(datum.y)),
    )
    return own.length === 0 ? [] : [{ model, name: '', points: cells(own, [...kept], normalised) }]
  })
  return { layers: [{ mark: 'cell', series }], note: matrixNote(classes.length, series.length > 1) }
}

/** What the numbers of a matrix are, and whose. */
export function matrixNote(classes: number, compared: boolean): string {
  const champion = compared ? 'In brackets the champion’s.' : ''
  const cut = classes > MOST_CLASSES ? `The first ${MOST_CLASSES} of ${classes} classes.` : ''
  return [champion, cut].filter((text) => text !== '').join(' ')
}

function cells(
  data: readonly PlotDatum[],
  classes: readonly string[],
  normalised: boolean,
): readonly PlotPoint[] {
  const counts = new Map<string, number>()
  const actual = new Map<string, number>()
  for (const datum of data) {
    const [x, y] = [String(datum.x), String(datum.y)]
    counts.set(`${x}\0${y}`, (counts.get(`${x}\0${y}`) ?? 0) + 1)
    actual.set(x, (actual.get(x) ?? 0) + 1)
  }
  return classes.flatMap((x) =>
    classes.map((y) => {
      const count = counts.get(`${x}\0${y}`) ?? 0
      const share = count / (actual.get(x) || 1)
      return { x, y, shade: share, text: normalised ? share.toFixed(2) : formatCount(count) }
    }),
  )
}
