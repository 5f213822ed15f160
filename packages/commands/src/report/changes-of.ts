import { type Json, outputsOf, POINTER_SUFFIX, pathsOverlap } from '@slipway/core'
import type { GitTree } from '@slipway/git'
import { hasEnvironmentLock, isEnvironmentLock, readParams } from '@slipway/pipeline'
import type { Changes } from '@slipway/report'
import type { PlannedCommit } from '../evidence/plan-evidence.ts'
import { stagesOfModel } from '../judge/model-work.ts'
import type { ProjectTree } from '../project-trees.ts'

/**
 * What differs, for one model, between a commit and what is planned: code, parameters, data and environment.
 * @param data what became of the data of the whole project
 */
export async function changesOf(
  before: ProjectTree | undefined,
  now: Pick<PlannedCommit, 'planned' | 'plan'>,
  data: Changes['data'],
  modelName: string,
): Promise<Changes> {
  const { project, tree } = now.planned
  const model = project.models.get(modelName)
  if (!before || !model) return { code: [], params: [], data: [], environment: 'unknown' }
  const stages = stagesOfModel(project, model, now.plan).map(({ stage }) => stage)
  const outputs = [...project.stages.values()].flatMap(outputsOf)
  const deps = stages
    .flatMap((stage) => stage.deps)
    .filter((dep) => !outputs.some((out) => pathsOverlap(out, dep)))
  const touched = changedPaths(before.tree, tree).filter((path) =>
    deps.some((dep) => pathsOverlap(dep, path)),
  )
  const locks = touched.filter(isEnvironmentLock)
  const hasLock = stages.some((stage) => hasEnvironmentLock(stage, tree))
  return {
    code: touched.filter((path) => !path.endsWith(POINTER_SUFFIX) && !locks.includes(path)),
    params: await paramChanges(
      before,
      now.planned,
      stages.map(({ name }) => name),
    ),
    data,
    environment: locks.length > 0 ? 'changed' : hasLock ? 'same' : 'unknown',
  }
}

/** Paths that differ, or stand in one of the trees only, in byte order. */
function changedPaths(before: GitTree, now: GitTree): string[] {
  const paths = new Set([...before.paths(), ...now.paths()])
  const same = (path: string) =>
    before.file(path)?.oid === now.file(path)?.oid && before.file(path)?.mode === now.file(path)?.mode
  return [...paths].filter((path) => !same(path)).sort()
}

async function paramChanges(
  before: ProjectTree,
  now: ProjectTree,
  stages: readonly string[],
): Promise<Changes['params']> {
  const changes = new Map<string, Changes['params'][number]>()
  for (const name of stages) {
    const [old, own] = [before.project.stages.get(name), now.project.stages.get(name)]
    const from = old ? await readParams(old, before.tree) : {}
    const to = own ? await readParams(own, now.tree) : {}
    for (const id of new Set([...Object.keys(from), ...Object.keys(to)])) {
      for (const change of leafChanges(id, from[id], to[id]))
        changes.set(`${change.file}:${change.key}`, change)
    }
  }
  return [...changes.values()]
}

/** A group of parameters is taken apart, so that the one which moved is named. */
function leafChanges(id: string, before: Json | undefined, after: Json | undefined): Changes['params'] {
  const at = id.indexOf(':')
  const [file, key] = [id.slice(0, at), id.slice(at + 1)]
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  if (!isMapping(before) || !isMapping(after)) return [{ file, key, before, after }]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    leafChanges(`${file}:${key === '' ? name : `${key}.${name}`}`, before[name], after[name]),
  )
}

function isMapping(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
