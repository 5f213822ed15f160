import { type PlotDefinition, SlipwayError } from '@slipway/core'
import { invalid, isRow } from './parse-plot-data.ts'
import type { Plot, PlotChart, PlotLayer } from './plot-chart.ts'
import { type PlotSides, plotData, TEMPLATE_NAMES, templateChart } from './template-charts.ts'
import { fillAnchors } from './vega-lite/fill-anchors.ts'
import { readVegaLite } from './vega-lite/read-vega-lite.ts'
import { isVegaLite } from './vega-lite/units.ts'

/** Plots of one report. */
const MOST_PLOTS = 60

/** Kinds of images that people write beside plots; a page without files of others cannot show them. */
const IMAGE = /\.(?:png|jpe?g|gif|svg|webp)$/i

/**
 * One definition for each file: a folder stands for all files below it. What is declared twice is drawn as it was declared first.
 * @param paths every path that either side has
 */
export function expandPlots(
  definitions: readonly PlotDefinition[],
  paths: readonly string[],
): readonly PlotDefinition[] {
  const all = definitions.flatMap((definition) => {
    const [only] = definition.y
    if (definition.y.some(({ path }) => path !== definition.id) || paths.includes(definition.id))
      return [definition]
    const below = paths.filter((path) => path.startsWith(`${definition.id}/`))
    return below.length === 0
      ? [definition]
      : below.map((path) => ({ ...definition, id: path, y: [{ path, field: only?.field }] }))
  })
  const seen = new Set<string>()
  return all.filter(({ id }) => !IMAGE.test(id) && !seen.has(id) && seen.add(id)).slice(0, MOST_PLOTS)
}

/** All plots, drawn or with the reason why not: a file that is wrong costs its own plot and no other. */
export function plotsOf(
  definitions: readonly PlotDefinition[],
  sides: PlotSides,
  problems: ReadonlyMap<string, string> = new Map(),
): readonly Plot[] {
  return definitions.map((definition) => {
    const { id } = definition
    const known = [definition.template, ...definition.y.map(({ path }) => path)].map((path) =>
      problems.get(path),
    )
    try {
      const problem = known.find((text) => text !== undefined)
      if (problem !== undefined) return { id, charts: [], problem }
      return { id, charts: chartsOf(definition, sides), problem: null }
    } catch (error) {
      if (!(error instanceof SlipwayError) || error.code !== 'report/plot-invalid') throw error
      return { id, charts: [], problem: error.message }
    }
  })
}

function chartsOf(definition: PlotDefinition, sides: PlotSides): readonly PlotChart[] {
  const path = definition.y[0]?.path ?? definition.id
  const own = sides.challenger.get(path) ?? sides.champion.get(path)
  if (own === undefined) throw invalid(path, 'it is not there', 'a file of the tree, or an output of a stage')
  if (isVegaLite(own)) return bothCharts((model) => sides[model].get(path), path, sides)
  const chart = templateChart(definition, sides)
  if (chart) return [chart]
  const template = sides.challenger.get(definition.template) ?? sides.champion.get(definition.template)
  if (template === undefined)
    throw invalid(definition.id, `there is no template "${definition.template}"`, TEMPLATE_NAMES.join(', '))
  const { data, x, y } = plotData(definition, sides)
  const specOf = (model: 'challenger' | 'champion') => {
    const rows = data.filter((datum) => datum.model === model)
    return rows.length === 0 ? undefined : fillAnchors(template, { definition, rows, x, y })
  }
  return bothCharts(specOf, definition.template, sides).map((each) => ({
    ...each,
    title: each.title === definition.template ? (definition.title ?? definition.id) : each.title,
  }))
}

/** One chart for what both sides draw, the champion's layers first. */
function bothCharts(
  specOf: (model: 'challenger' | 'champion') => unknown,
  path: string,
  sides: PlotSides,
): readonly PlotChart[] {
  const read = (model: 'challenger' | 'champion') => {
    const spec = specOf(model)
    return isRow(spec) ? readVegaLite(spec, { path, model, files: sides[model] }) : []
  }
  const [champion, challenger] = [read('champion'), read('challenger')]
  if (challenger.length === 0) return champion
  return challenger.map((chart, index) => {
    const before = champion.find(({ title }) => title === chart.title) ?? champion[index]
    return before ? { ...chart, layers: merged(before.layers, chart.layers) } : chart
  })
}

/** Bands, bars and cells of one mark lie in one layer, so that they stand beside each other. */
function merged(before: readonly PlotLayer[], now: readonly PlotLayer[]): readonly PlotLayer[] {
  return now.map((layer, index) => {
    const own = before[index]
    return own?.mark === layer.mark ? { ...layer, series: [...own.series, ...layer.series] } : layer
  })
}
