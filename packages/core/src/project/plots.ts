import * as z from 'zod'
import { zPath } from '../schemas.ts'

/** One series of a plot: a field of a file; undefined takes what the file itself suggests. */
export interface PlotField {
  readonly path: string
  readonly field: string | undefined
}

/** A plot as `plots:` of slipway.yaml or dvc.yaml declares it. Paths are relative to the root of the repository. */
export interface PlotDefinition {
  /** A name, or the path of the only file. */
  readonly id: string
  /** A built-in template of DVC, or the path of a Vega-Lite file with its anchors. */
  readonly template: string
  readonly title: string | undefined
  readonly xLabel: string | undefined
  readonly yLabel: string | undefined
  /** A field of every file, or one field a file; undefined counts the rows. */
  readonly x: string | readonly PlotField[] | undefined
  readonly y: readonly PlotField[]
}

const name = z.string().min(1).max(500)
const names = z.union([name, z.array(name).min(1)])
const byFile = z.record(name, names)

// What DVC knows and we do not is no mistake here: the file may be DVC's own.
export const zPlotSettings = z.looseObject({
  template: name
    .optional()
    .describe(
      '`linear`, `simple`, `smooth`, `scatter`, `scatter_jitter`, `confusion`, `confusion_normalized`, `bar_horizontal`, `bar_horizontal_sorted`, or the path of a Vega-Lite file.',
    ),
  title: z.string().optional().describe('What stands above the plot.'),
  x: z.union([name, byFile]).optional().describe('Field across: one name, or one by file.'),
  y: z
    .union([names, byFile])
    .optional()
    .describe('Fields up: names, or names by file. Without it the last field of the file.'),
  x_label: z.string().optional().describe('Title of the axis across.'),
  y_label: z.string().optional().describe('Title of the axis up.'),
})
type PlotSettings = z.infer<typeof zPlotSettings>

const zById = z.record(name, zPlotSettings.nullable())

/** The top-level `plots:`, in the words of dvc.yaml. */
export const zPlots = z.union([z.array(z.union([name, zById])), zById])

/** The definitions in order. @param folder of the file that holds them, relative to the root */
export function plotDefinitions(given: z.infer<typeof zPlots>, folder = '.'): readonly PlotDefinition[] {
  const items = Array.isArray(given) ? given : [given]
  return items.flatMap((item) =>
    typeof item === 'string'
      ? [plotDefinition(item, {}, folder)]
      : Object.entries(item).map(([id, settings]) => plotDefinition(id, settings ?? {}, folder)),
  )
}

const FIRST_TEMPLATE = 'linear'

function plotDefinition(id: string, settings: PlotSettings, folder: string): PlotDefinition {
  const { template, title, x, y, x_label: xLabel, y_label: yLabel } = settings
  const at = (path: string) => below(folder, path)
  const hasFiles = typeof y === 'object' && !Array.isArray(y)
  return {
    id: hasFiles ? id : at(id),
    template: template?.includes('/') ? at(template) : (template ?? FIRST_TEMPLATE),
    title,
    xLabel,
    yLabel,
    x: typeof x === 'object' ? fieldsByFile(x, at) : x,
    y: hasFiles
      ? fieldsByFile(y, at)
      : (y === undefined ? [undefined] : [y].flat()).map((field) => ({ path: at(id), field })),
  }
}

/** A path without "." and ".." as far as they cancel; one that leaves the root keeps its "..", and is not found in a tree. */
function below(folder: string, path: string): string {
  const parts: string[] = []
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function fieldsByFile(
  given: Readonly<Record<string, string | string[]>>,
  at: (path: string) => string,
): readonly PlotField[] {
  return Object.entries(given).flatMap(([path, fields]) =>
    [fields].flat().map((field) => ({ path: at(path), field })),
  )
}

/** Paths that a stage's `plots:` names, each with its settings where it has some. */
export const zStagePlots = z.array(z.union([zPath, z.record(zPath, zPlotSettings.nullable())]))

export function stagePlotPaths(given: z.infer<typeof zStagePlots>): readonly string[] {
  return given.flatMap((item) => (typeof item === 'string' ? [item] : Object.keys(item)))
}
