import { type PlotDefinition, SlipwayError } from '@slipway/core'
import { dataPaths, expandPlots, type Plot, parsePlotData, plotsOf } from '@slipway/report'

/** Where one side's files are read from. */
export interface PlotFiles {
  readonly paths: readonly string[]
  /** Undefined where it has no such file. */
  readText(path: string): Promise<string | undefined>
}

/** Reads what the definitions ask for from both sides, and draws it; a file that cannot be read costs its own plot. */
export async function gatherPlots(
  definitions: readonly PlotDefinition[],
  challenger: PlotFiles,
  champion: PlotFiles | undefined,
): Promise<readonly Plot[]> {
  const sides = [challenger, ...(champion ? [champion] : [])]
  const paths = [...new Set(sides.flatMap((side) => side.paths))]
  const plots = expandPlots(definitions, paths)
  const problems = new Map<string, string>()
  const [own, before] = await Promise.all(
    [challenger, champion].map((side) =>
      side ? readAll(plots, side, problems) : new Map<string, unknown>(),
    ),
  )
  return plotsOf(plots, { challenger: own ?? new Map(), champion: before ?? new Map() }, problems)
}

async function readAll(
  plots: readonly PlotDefinition[],
  side: PlotFiles,
  problems: Map<string, string>,
): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>()
  const read = async (path: string): Promise<void> => {
    if (values.has(path) || problems.has(path)) return
    try {
      const text = await side.readText(path)
      if (text === undefined) return
      const value = parsePlotData(path, text)
      values.set(path, value)
      for (const data of /\.json$/i.test(path) ? specPaths(value, path) : []) await read(data)
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error
      problems.set(path, error.message)
    }
  }
  for (const { y, x, template } of plots) {
    const across = typeof x === 'object' ? x : []
    for (const { path } of [...y, ...across]) await read(path)
    if (template.includes('/')) await read(template)
    else await read(`.dvc/plots/${template}.json`)
  }
  return values
}

/** Files that a specification reads; one that is no specification reads none, and one that is wrong says so when it is drawn. */
function specPaths(value: unknown, path: string): readonly string[] {
  try {
    return dataPaths(value, path)
  } catch (error) {
    if (error instanceof SlipwayError) return []
    throw error
  }
}
