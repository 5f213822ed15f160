import { invalid, isRow } from '../parse-plot-data.ts'

// Vega-Lite, as far as it is data: views, marks, encodings, aggregates, bins, filters by predicate. What it would have to
// compute by an expression, and what it would have to fetch, is refused: a file of a pull request is drawn by the project's own
// report, so nothing in it may run.

type Members = Readonly<Record<string, unknown>>

/** One mark with all that it inherits. */
export interface Unit {
  readonly mark: Members
  readonly encoding: Members
  readonly data: unknown
  readonly transforms: readonly Members[]
}

/** Marks that share their axes. */
export interface View {
  readonly title: string | undefined
  readonly units: readonly Unit[]
  /** The channel that cuts the view into one for each of its values. */
  readonly facet: Members | undefined
}

const MOST_DEPTH = 8
const MOST_UNITS = 40

/** True for a JSON value that says how to draw, rather than what. */
export function isVegaLite(value: unknown): boolean {
  if (!isRow(value)) return false
  if (typeof value.$schema === 'string') return value.$schema.includes('vega-lite')
  return ['mark', 'layer', 'hconcat', 'vconcat', 'concat'].some((key) => key in value) && !('marks' in value)
}

/** The views of a specification. @throws report/plot-invalid for what is not drawn here */
export function viewsOf(spec: Members, path: string): readonly View[] {
  const views = walk(spec, { encoding: {}, data: undefined, transforms: [] }, path, 0)
  const units = views.reduce((sum, view) => sum + view.units.length, 0)
  if (units === 0) throw invalid(path, 'it has no mark', 'a Vega-Lite specification')
  if (units > MOST_UNITS) throw invalid(path, `it has ${units} marks`, `at most ${MOST_UNITS}`)
  return views
}

type Inherited = Omit<Unit, 'mark'>

function walk(spec: Members, inherited: Inherited, path: string, depth: number): readonly View[] {
  if (depth > MOST_DEPTH) throw invalid(path, 'its views lie too deep', `at most ${MOST_DEPTH} levels`)
  if ('repeat' in spec) throw invalid(path, 'it uses "repeat"', 'its views written out')
  const own = inherit(spec, inherited, path)
  const parts = listOf(spec.hconcat ?? spec.vconcat ?? spec.concat)
  if (parts.length > 0) return parts.flatMap((part) => walk(part, own, path, depth + 1))
  const title = titleOf(spec.title)
  if (isRow(spec.spec)) {
    const facet = facetOf(isRow(spec.facet) ? spec.facet : {})
    return walk(spec.spec, own, path, depth + 1).map((view) => ({
      ...view,
      title: view.title ?? title,
      facet,
    }))
  }
  const units = unitsOf(spec, own, path, depth)
  return units.length === 0 ? [] : [{ title, units, facet: facetOf(own.encoding) }]
}

function facetOf(channels: Members): Members | undefined {
  const facet = [channels.facet, channels.row, channels.column, channels].find(
    (channel) => isRow(channel) && typeof channel.field === 'string',
  )
  return isRow(facet) ? facet : undefined
}

function unitsOf(spec: Members, own: Inherited, path: string, depth: number): readonly Unit[] {
  if (depth > MOST_DEPTH) throw invalid(path, 'its layers lie too deep', `at most ${MOST_DEPTH} levels`)
  const layers = listOf(spec.layer)
  if (layers.length > 0)
    return layers.flatMap((layer) => unitsOf(layer, inherit(layer, own, path), path, depth + 1))
  if (spec.mark === undefined) return []
  const mark = typeof spec.mark === 'string' ? { type: spec.mark } : spec.mark
  return isRow(mark) ? [{ ...own, mark }] : []
}

function inherit(spec: Members, inherited: Inherited, path: string): Inherited {
  const transforms = listOf(spec.transform)
  return {
    encoding: {
      ...inherited.encoding,
      ...(isRow(spec.encoding) ? withoutSwitches(spec.encoding, path) : {}),
    },
    data: spec.data === undefined ? inherited.data : spec.data,
    transforms: [...inherited.transforms, ...transforms],
  }
}

/** A channel that a mouse would switch is drawn as it is when nobody points at it. */
function withoutSwitches(encoding: Members, path: string): Members {
  for (const [channel, value] of Object.entries(encoding))
    if (isRow(value) && ('expr' in value || 'signal' in value))
      throw invalid(path, `"${channel}" is computed by an expression`, 'a field or a value')
  return encoding
}

export function titleOf(title: unknown): string | undefined {
  const text = isRow(title) ? title.text : title
  if (typeof text === 'string' && text !== '') return text
  return Array.isArray(text) ? text.filter((line) => typeof line === 'string').join(' ') : undefined
}

function listOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter(isRow) : []
}
