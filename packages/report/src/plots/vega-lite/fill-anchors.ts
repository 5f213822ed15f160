import type { PlotDefinition } from '@slipway/core'
import { isRow } from '../parse-plot-data.ts'
import type { PlotDatum } from '../template-charts.ts'

interface Filling {
  readonly definition: PlotDefinition
  readonly rows: readonly PlotDatum[]
  readonly x: string
  readonly y: string
}

const SERIES = 'field'

/** Members that only a mouse uses. */
const SWITCHES = new Set(['params', 'selection', 'tooltip'])

/**
 * A template with the anchors of DVC filled in: `<DVC_METRIC_DATA>`, `_X`, `_Y`, `_TITLE`, `_X_LABEL`, `_Y_LABEL`. The anchors
 * that DVC fills with encodings of its own (`_COLOR` and the like) tell the series apart; what they leave is taken out.
 */
export function fillAnchors(template: unknown, { definition, rows, x, y }: Filling): unknown {
  const isNamed = new Set(rows.map(({ name }) => name)).size > 1
  const series = isNamed ? { field: SERIES, type: 'nominal' } : null
  const values: Readonly<Record<string, unknown>> = {
    DATA: rows.map((datum) => ({ ...datum.row, x: datum.x, y: datum.y, [SERIES]: datum.name })),
    X: 'x',
    Y: 'y',
    TITLE: definition.title ?? definition.id,
    X_LABEL: x,
    Y_LABEL: y,
    COLOR: series,
    SHAPE: series,
    STROKE_DASH: series,
    ROW: series,
    COLUMN: null,
    WIDTH: 300,
    HEIGHT: 300,
  }
  return filled(template, (name) => (Object.hasOwn(values, name) ? values[name] : null))
}

const ANCHOR = /<DVC_METRIC_([A-Z_]+)>/g

function filled(value: unknown, fillingOf: (name: string) => unknown): unknown {
  if (typeof value === 'string') {
    const [whole] = [...value.matchAll(ANCHOR)]
    if (whole?.[0] === value) return fillingOf(whole[1] ?? '')
    return value.replace(ANCHOR, (_, name: string) => String(fillingOf(name) ?? ''))
  }
  if (Array.isArray(value))
    return value.map((item) => filled(item, fillingOf)).filter((item) => item !== null)
  if (!isRow(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !SWITCHES.has(key))
      .map(([key, member]) => [key, filled(member, fillingOf)])
      .filter(([, member]) => member !== null),
  )
}
