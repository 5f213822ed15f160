import { transforms } from 'vega-dataflow'
import * as encode from 'vega-encode'
import { parse } from 'vega-parser'
import { textMetrics } from 'vega-scenegraph'
import {
  aggregate,
  collect,
  extent,
  facet,
  filter,
  formula,
  multiextent,
  multivalues,
  prefacet,
  proxy,
  relay,
  sieve,
  subflow,
  values,
} from 'vega-transforms'
import { View } from 'vega-view'
import * as view from 'vega-view-transforms'
import { reportError } from '../error.ts'
import compiled from './generated/charts.json' with { type: 'json' }

// Vega as a whole is twice as large: maps, trees, word clouds, everything that a mouse moves. These are the parts that our charts use.
const used = {
  aggregate,
  collect,
  extent,
  facet,
  filter,
  formula,
  multiextent,
  multivalues,
  prefacet,
  proxy,
  relay,
}
Object.assign(transforms, used, { sieve, subflow, values }, view, encode)
// Widths of texts are estimated, on every machine alike; with a canvas they would depend on its fonts.
textMetrics.canvas(false)

/** Name of a chart; what it looks like stands, in Vega-Lite, in this package's folder charts/. */
export type ChartName = keyof typeof compiled

/** Rows by the name that the chart's specification gives to its data. */
export type ChartRows = Readonly<Record<string, readonly object[]>>

/**
 * Draws a chart as one SVG element, without script, style or address; the same rows give the same bytes.
 *
 * @throws report/chart-failed where Vega complains
 */
export async function drawChart(name: ChartName, rows: ChartRows): Promise<string> {
  return await drawVega(name, compiled[name], rows)
}

/**
 * The same for a specification in Vega that somebody here made; never one from a file.
 * @param name for errors
 * @throws report/chart-failed where Vega complains
 */
export async function drawVega(name: string, spec: object, rows: ChartRows = {}): Promise<string> {
  const problems: string[] = []
  const chart = new View(parse(spec), {
    renderer: 'none',
    loader: NO_LOADER,
    logger: collector(problems),
  })
  // Vega marks the rows that it is given.
  for (const [data, given] of Object.entries(rows)) {
    chart.data(
      data,
      given.map((row) => ({ ...row })),
    )
  }
  await chart.runAsync()
  const svg = await chart.toSVG()
  chart.finalize()
  if (problems.length === 0) return bare(svg)
  throw reportError('report/chart-failed', `Cannot draw chart "${name}": ${problems.join('; ')}`)
}

/** Without the names of elements and the roles that they would have for a mouse: to a reader the chart is one picture with a label. */
function bare(svg: string): string {
  return svg.replace(/<[a-z][^<>]*>/gi, (tag) =>
    tag.replace(/ (?:class|role|aria-[a-z]+|xmlns:xlink|version)="[^"]*"/g, ''),
  )
}

/** Charts have their data inline: nothing is fetched, from a disk or a network. */
const NO_LOADER = { load: refuse, sanitize: refuse, http: refuse, file: refuse }

async function refuse(): Promise<never> {
  throw reportError(
    'report/chart-failed',
    'Cannot draw a chart: it asks for an address; expected its data inline',
  )
}

/** Vega's own logger prints and goes on, which leaves half a picture. */
function collector(problems: string[]): object {
  const keep = (...parts: readonly unknown[]) => {
    problems.push(parts.map(String).join(' '))
    return logger
  }
  const ignore = () => logger
  const logger = { level: ignore, error: keep, warn: keep, info: ignore, debug: ignore }
  return logger
}
