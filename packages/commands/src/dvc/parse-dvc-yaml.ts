import { posix } from 'node:path'
import { type PlotDefinition, plotDefinitions, zPlots } from '@slipway/core'
import { parseDocument } from 'yaml'
import { commandError } from '../error.ts'

/** What a `dvc.yaml` has to show: paths relative to the root of the repository. */
export interface DvcShown {
  readonly metrics: readonly string[]
  readonly plots: readonly PlotDefinition[]
  /** Parameter files. */
  readonly params: readonly string[]
}

type Members = Readonly<Record<string, unknown>>

/** Reads metrics, plots and parameter files, of the whole file and of its stages. @throws data/dvc-unreadable */
export function parseDvcYaml(content: string, file: string): DvcShown {
  const unreadable = (found: string, expected: string) =>
    commandError('data/dvc-unreadable', `Cannot read "${file}": ${found}; expected ${expected}`, {
      hint: 'Look at it with `dvc plots show`',
    })
  const document = parseDocument(content)
  const [broken] = document.errors
  if (broken) throw unreadable(String(broken.message.split('\n')[0]), 'a dvc.yaml')
  const top = membersOf(document.toJS({ maxAliasCount: 100 }))
  const folder = posix.dirname(file)
  const plotsOf = (given: unknown, at: string) => {
    const parsed = zPlots.safeParse(given ?? [])
    if (!parsed.success)
      throw unreadable(
        `plots: ${parsed.error.issues[0]?.message ?? 'it is of another form'}`,
        'a list of paths, or of mappings by name',
      )
    return plotDefinitions(parsed.data, at)
  }
  const stages = Object.values(membersOf(top.stages)).map((given) => {
    const stage = membersOf(given)
    const at = posix.join(folder, typeof stage.wdir === 'string' ? stage.wdir : '.')
    return {
      metrics: pathsOf(stage.metrics, at),
      // A stage that is made of others by "foreach" has its plots elsewhere.
      plots: stage.plots === undefined ? [] : plotsOf(stage.plots, at),
      params: paramFiles(stage.params, at),
    }
  })
  return {
    metrics: [...pathsOf(top.metrics, folder), ...stages.flatMap(({ metrics }) => metrics)],
    plots: [...plotsOf(top.plots, folder), ...stages.flatMap(({ plots }) => plots)],
    params: [...new Set([...pathsOf(top.params, folder), ...stages.flatMap(({ params }) => params)])],
  }
}

/** Paths of a list, each a text or a mapping from it to settings. */
function pathsOf(list: unknown, folder: string): readonly string[] {
  return (Array.isArray(list) ? list : []).flatMap((item) =>
    (typeof item === 'string' ? [item] : Object.keys(membersOf(item))).map((path) =>
      posix.join(folder, path),
    ),
  )
}

function paramFiles(list: unknown, folder: string): readonly string[] {
  return (Array.isArray(list) ? list : []).flatMap((item) =>
    typeof item === 'string'
      ? [posix.join(folder, 'params.yaml')]
      : Object.keys(membersOf(item)).map((path) => posix.join(folder, path)),
  )
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}
