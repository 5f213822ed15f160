import { posix } from 'node:path'
import { isStageName } from '@slipway/core'
import { parseDocument } from 'yaml'
import { commandError } from '../error.ts'

/** A stage as slipway.yaml writes it. */
export interface TranslatedStage {
  readonly name: string
  /** The `dvc.yaml` that it comes from. */
  readonly file: string
  readonly stage: Readonly<Record<string, unknown>>
  readonly outs: readonly string[]
}

export interface StageLeftOut {
  readonly name: string
  readonly file: string
  readonly reason: string
}

export interface TranslatedStages {
  readonly stages: readonly TranslatedStage[]
  readonly leftOut: readonly StageLeftOut[]
  /** The working folder of each stage that has one, relative to the file. */
  readonly wdirs: ReadonlyMap<string, string>
}

type Members = Readonly<Record<string, unknown>>

/** What DVC knows and a stage of Slipway has no word for. */
const WITHOUT_COUNTERPART = ['foreach', 'do', 'matrix', 'vars', 'frozen', 'always_changed']

/**
 * Reads the stages of a `dvc.yaml` and writes them as slipway.yaml does, paths relative to the root of the repository.
 * A stage is translated whole or not at all, and the reason is said.
 * @param file its path, relative to the root
 * @throws data/dvc-unreadable
 */
export function translateStages(content: string, file: string): TranslatedStages {
  const document = parseDocument(content)
  const [broken] = document.errors
  if (broken)
    throw commandError(
      'data/dvc-unreadable',
      `Cannot read "${file}": ${broken.message.split('\n')[0]}; expected a dvc.yaml`,
      { hint: 'Look at it with `dvc status`' },
    )
  const folder = posix.dirname(file)
  const stages: TranslatedStage[] = []
  const leftOut: StageLeftOut[] = []
  const wdirs = new Map<string, string>()
  for (const [own, members] of Object.entries(membersOf(membersOf(document.toJS()).stages))) {
    const wdir = membersOf(members).wdir
    if (typeof wdir === 'string') wdirs.set(own, wdir)
    const name = folder === '.' ? own : `${folder.replace(/[^A-Za-z0-9]+/g, '-')}-${own}`
    try {
      stages.push({ name, file, ...translate(name, membersOf(members), folder) })
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error
      leftOut.push({ name: own, file, reason: error.message })
    }
  }
  return { stages, leftOut, wdirs }
}

class Untranslatable extends Error {}

function translate(name: string, stage: Members, folder: string): Pick<TranslatedStage, 'stage' | 'outs'> {
  for (const key of WITHOUT_COUNTERPART)
    if (stage[key] !== undefined && stage[key] !== false) throw new Untranslatable(`it uses "${key}"`)
  if (/\$\{/.test(JSON.stringify(stage))) throw new Untranslatable('it uses variables')
  if (!isStageName(name)) throw new Untranslatable(`"${name}" is no name of a stage`)
  const wdir = posix.join(folder, String(stage.wdir ?? '.')).replace(/\/+$/, '')
  const at = (path: string) => inside(path, wdir)
  const metrics = outsOf(stage.metrics).map(at)
  const outs = [...outsOf(stage.outs).map(at), ...metrics.filter((path) => !path.endsWith('.json'))]
  const lists = {
    deps: textsOf(stage.deps).map(at),
    outs,
    metrics: metrics.filter((path) => path.endsWith('.json')),
    plots: outsOf(stage.plots).map(at),
  }
  const { deps, ...made } = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
  const params = paramsOf(stage.params, at)
  return {
    stage: {
      ...(typeof stage.desc === 'string' ? { desc: stage.desc } : {}),
      cmd: stage.cmd,
      ...(wdir === '.' ? {} : { wdir: at('.') }),
      ...(deps ? { deps } : {}),
      ...(Object.keys(params).length > 0 ? { params } : {}),
      ...made,
    },
    outs: [...lists.outs, ...lists.metrics, ...lists.plots],
  }
}

/** A path of DVC's as one of the repository's. */
function inside(path: string, wdir: string): string {
  const joined = posix.join(wdir, path).replace(/\/+$/, '')
  if (path.startsWith('/') || path.includes('://') || joined === '..' || joined.startsWith('../'))
    throw new Untranslatable(`"${path}" lies outside of the repository`)
  return joined
}

/** Paths of outputs, metrics or plots: a text, or a mapping from it to settings. */
function outsOf(list: unknown): readonly string[] {
  return itemsOf(list).flatMap((item) => {
    if (typeof item !== 'object' || item === null) return [String(item)]
    return Object.entries(item).map(([path, settings]) => {
      for (const key of ['persist', 'checkpoint'])
        if (membersOf(settings)[key] === true) throw new Untranslatable(`"${path}" has "${key}"`)
      return path
    })
  })
}

/** Keys by file; null takes the whole file. */
function paramsOf(list: unknown, at: (path: string) => string): Record<string, readonly string[] | null> {
  const byFile: Record<string, readonly string[] | null> = {}
  for (const item of itemsOf(list)) {
    const given = typeof item === 'object' && item !== null ? membersOf(item) : { 'params.yaml': [item] }
    for (const [path, keys] of Object.entries(given)) {
      if (!/\.(?:ya?ml|json)$/i.test(path))
        throw new Untranslatable(`its parameters in "${path}" are not in YAML or JSON`)
      const file = at(path)
      const before = byFile[file]
      const names = textsOf(keys)
      byFile[file] = names.length === 0 || before === null ? null : [...(before ?? []), ...names]
    }
  }
  return byFile
}

const textsOf = (list: unknown): readonly string[] => itemsOf(list).map(String)

const itemsOf = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : [])

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}
