import { datapointsOf, invalid, isRow, type PlotRow } from '../parse-plot-data.ts'
import type { PlotAxis, PlotChart, PlotMark } from '../plot-chart.ts'
import { placeUnit } from './place-unit.ts'
import { transformRows } from './transform-rows.ts'
import { type Unit, type View, viewsOf } from './units.ts'

type Members = Readonly<Record<string, unknown>>

/** Where a specification's rows come from, and whose they are. */
export interface SpecSource {
  /** Path of the specification, for errors. */
  readonly path: string
  readonly model: 'challenger' | 'champion'
  /** Values of the files that it may read, by path. */
  readonly files: ReadonlyMap<string, unknown>
}

/** Panels of a faceted view that are drawn. */
const MOST_PANELS = 12

/**
 * Reads a Vega-Lite specification as charts. Nothing in it is run and nothing fetched: an expression, another address or an
 * unknown mark is refused.
 * @throws report/plot-invalid, naming the file and what it uses
 */
export function readVegaLite(spec: Members, source: SpecSource): readonly PlotChart[] {
  return viewsOf(spec, source.path).flatMap((view) => viewCharts(view, source))
}

function viewCharts(view: View, source: SpecSource): readonly PlotChart[] {
  const drawn = view.units.flatMap((unit) => {
    const mark = markOf(unit.mark, source.path)
    return mark ? [{ mark, unit, rows: rowsOf(unit, source) }] : []
  })
  const title = view.title ?? source.path
  const field = view.facet?.field
  if (typeof field !== 'string') return [chartOf(title, drawn, source)]
  const values = [...new Set(drawn.flatMap(({ rows }) => rows.map((row) => String(row[field]))))]
  return values.slice(0, MOST_PANELS).map((value) =>
    chartOf(
      `${title}: ${value}`,
      drawn.map((layer) => ({ ...layer, rows: layer.rows.filter((row) => String(row[field]) === value) })),
      source,
    ),
  )
}

const MARKS: Readonly<Record<string, PlotMark | null>> = {
  line: 'line',
  trail: 'line',
  area: 'area',
  bar: 'bar',
  point: 'point',
  circle: 'point',
  square: 'point',
  tick: 'point',
  rect: 'cell',
  rule: 'rule',
  // What a text says stands in the table.
  text: null,
}

function markOf(mark: Members, path: string): PlotMark | null {
  const type = String(mark.type)
  const known = Object.hasOwn(MARKS, type) ? MARKS[type] : undefined
  if (known === undefined) throw invalid(path, `it uses the mark "${type}"`, Object.keys(MARKS).join(', '))
  return known === 'line' && String(mark.interpolate ?? '').startsWith('step') ? 'step' : known
}

function rowsOf({ data, transforms }: Unit, { path, files }: SpecSource): readonly PlotRow[] {
  const given = isRow(data) ? data : {}
  if (typeof given.url === 'string') {
    const file = dataPath(given.url, path)
    const value = files.get(file)
    if (value === undefined)
      throw invalid(path, `it reads "${file}", which is not there`, 'a file of the tree')
    return transformRows(datapointsOf(file, value), transforms, path)
  }
  if (given.values === undefined)
    throw invalid(path, 'it has no data', '"values", or the path of a file as "url"')
  const values = Array.isArray(given.values)
    ? given.values.map((value) => (isRow(value) ? value : { data: value }))
    : given.values
  return transformRows(datapointsOf(path, values), transforms, path)
}

/** The file that a specification reads, relative to its own folder. @throws report/plot-invalid for an address */
export function dataPath(url: string, path: string): string {
  if (/^[a-z][a-z0-9+.-]*:|^\/|\\/i.test(url) || url.split('/').includes('..'))
    throw invalid(path, `it asks for "${url}"`, 'its rows inside, or a file beside it: nothing is fetched')
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  return `${folder}${url.replace(/^(?:\.\/)+/, '')}`
}

/** Paths of the files that a specification reads. */
export function dataPaths(spec: unknown, path: string): readonly string[] {
  if (!isRow(spec)) return []
  const urls = viewsOf(spec, path).flatMap(({ units }) =>
    units.map(({ data }) => (isRow(data) ? data.url : undefined)),
  )
  return urls.filter((url) => typeof url === 'string').map((url) => dataPath(url, path))
}

interface DrawnUnit {
  readonly mark: PlotMark
  readonly unit: Unit
  readonly rows: readonly PlotRow[]
}

function chartOf(title: string, drawn: readonly DrawnUnit[], { path, model }: SpecSource): PlotChart {
  const placed = drawn.map(({ mark, unit, rows }) => placeUnit(mark, unit.encoding, rows, { path, model }))
  const axis = (channel: 'x' | 'y'): PlotAxis =>
    placed.map((layer) => layer[channel]).find((each) => each !== undefined) ?? {
      title: channel,
      kind: 'number',
    }
  return { title, x: axis('x'), y: axis('y'), layers: placed.map(({ layer }) => layer) }
}
