import { type Json, SlipwayError, type Stage } from '@slipway/core'
import { sameValue, showValue } from './field-changes.ts'
import { paramLabel } from './param-label.ts'
import { readParams } from './param-reader.ts'
import { PathOwners } from './path-owners.ts'
import type { ProjectSource } from './project-source.ts'

const NAMED = 10

/**
 * What differs in the code of a stage between two trees: files in Git among its deps, in order, and parameters with both
 * values; empty for equal code. Data and outputs of stages are no code.
 */
export async function codeChanges(
  stage: Stage,
  before: ProjectSource,
  now: ProjectSource,
): Promise<string[]> {
  const files = [...new Set(stage.deps.flatMap((dep) => changedFiles(dep, before, now)))].sort()
  const more = files.length > NAMED ? [`${files.length - NAMED} more files`] : []
  const [from, to] = [await paramsOf(stage, before), await paramsOf(stage, now)]
  const params = [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((key) => !sameValue(from[key], to[key]))
    .map((key) => `${paramLabel(key)} ${showValue(from[key])} → ${showValue(to[key])}`)
  return [...files.slice(0, NAMED), ...more, ...params]
}

/** Files at or below a dependency that differ or stand on one side only. */
function changedFiles(dep: string, before: ProjectSource, now: ProjectSource): string[] {
  const [from, to] = [filesOf(dep, before), filesOf(dep, now)]
  return [...new Set([...from.keys(), ...to.keys()])].filter((path) => from.get(path) !== to.get(path))
}

function filesOf(dep: string, { project, tree }: ProjectSource): ReadonlyMap<string, string> {
  const owners = new PathOwners(project)
  const files = [
    tree.file(dep) ?? [],
    tree.under(dep).map((file) => ({ ...file, path: `${dep}/${file.path}` })),
  ]
  return new Map(
    files
      .flat()
      .filter(({ path }) => !owners.ownerOf(path))
      .map(({ path, mode, oid }) => [path, `${mode} ${oid}`]),
  )
}

/** Parameters of the stage; none where the tree does not have them all. */
async function paramsOf(stage: Stage, { tree }: ProjectSource): Promise<Readonly<Record<string, Json>>> {
  try {
    return await readParams(stage, tree)
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'pipeline/param-unknown') return {}
    throw error
  }
}
