import {
  evaluateStageOf,
  type Model,
  outputsOf,
  type Project,
  pathsOverlap,
  producerOf,
  SlipwayError,
  type Stage,
} from '@slipway/core'
import { readParams } from './param-reader.ts'
import { PathOwners } from './path-owners.ts'
import type { SourceTree } from './plan-input.ts'
import type { ProjectSource } from './project-source.ts'
import { StageGraph } from './stage-graph.ts'

/** Stages of a head with the base's evaluation in place, or why that cannot be. */
export type ComposedEvaluation =
  | {
      readonly stages: ReadonlyMap<string, Stage>
      readonly problem: undefined
      /** Stages of the head, of another name, that write the same paths and are left out. */
      readonly leftOut: readonly string[]
    }
  | { readonly stages: undefined; readonly problem: string }

/**
 * Puts the base's evaluate stage of a model into the head's pipeline. It takes the place of the head's stage of that name
 * and of those that write the same paths. That cannot be where it would lack an input, or take one from another stage.
 */
export async function composeEvaluation(
  base: Project,
  { project: head, tree }: ProjectSource,
  evaluate: Stage,
): Promise<ComposedEvaluation> {
  const replaced = [...head.stages.values()].filter(
    (stage) => stage.name === evaluate.name || writeSamePath(stage, evaluate),
  )
  const stages = new Map<string, Stage>()
  for (const stage of head.stages.values()) {
    if (!replaced.includes(stage)) stages.set(stage.name, stage)
    else if (stage === replaced[0]) stages.set(evaluate.name, evaluate)
  }
  if (replaced.length === 0) stages.set(evaluate.name, evaluate)
  const composed = { ...head, stages }
  const problem =
    lackingInput(base, { project: composed, tree }, evaluate) ??
    (await lackingParam(tree, evaluate)) ??
    clashWithData(head, evaluate) ??
    lostOutput(head, composed, [...base.models.values()]) ??
    cycleProblem(composed)
  if (problem !== undefined) return { stages: undefined, problem }
  const leftOut = replaced.map(({ name }) => name).filter((name) => name !== evaluate.name)
  return { stages, problem, leftOut }
}

/** True where the stage that judges a model is also the one that makes it: the head must be free to change it. */
export function evaluatesItself(project: Project, model: Model): boolean {
  return evaluateStageOf(project, model) === producerOf(project, model.file)
}

function writeSamePath(a: Stage, b: Stage): boolean {
  return outputsOf(a).some((one) => outputsOf(b).some((other) => pathsOverlap(one, other)))
}

function lackingInput(base: Project, { project, tree }: ProjectSource, evaluate: Stage): string | undefined {
  for (const dep of evaluate.deps) {
    const [before, now] = [new PathOwners(base), new PathOwners(project)].map((owners) => owners.ownerOf(dep))
    if (now) continue
    if (before?.by === 'stage') return `it needs ${dep}, which no stage makes any more`
    if (before?.by === 'data') return `it needs ${dep}, which is no versioned data any more`
    if (!tree.file(dep) && tree.under(dep).length === 0 && !makesBelow(project, dep))
      return `it needs ${dep}, which is not there any more`
  }
  return undefined
}

function makesBelow(project: Project, folder: string): boolean {
  const held = [...project.data, ...[...project.stages.values()].flatMap(outputsOf)]
  return held.some((path) => path.startsWith(`${folder}/`))
}

async function lackingParam(tree: SourceTree, evaluate: Stage): Promise<string | undefined> {
  try {
    await readParams(evaluate, tree)
    return undefined
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== 'pipeline/param-unknown') throw error
    return `it needs a parameter that is not there any more (${error.message})`
  }
}

function clashWithData(head: Project, evaluate: Stage): string | undefined {
  const out = outputsOf(evaluate).find((path) => head.data.some((target) => pathsOverlap(path, target)))
  return out === undefined ? undefined : `it writes ${out}, which is versioned data now`
}

/** What somebody needs and only a replaced stage of the head made. */
function lostOutput(head: Project, composed: Project, models: readonly Model[]): string | undefined {
  const isLost = (path: string) => producerOf(head, path) !== undefined && !producerOf(composed, path)
  for (const stage of composed.stages.values()) {
    const dep = stage.deps.find(isLost)
    if (dep !== undefined) return `stage ${stage.name} needs ${dep}, which it does not make`
  }
  const lost = models.flatMap(filesOf).find(isLost)
  return lost === undefined ? undefined : `a model needs ${lost}, which it does not make`
}

function cycleProblem(composed: Project): string | undefined {
  try {
    new StageGraph(composed, new PathOwners(composed))
    return undefined
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== 'pipeline/cycle') throw error
    return 'stages would wait for one another'
  }
}

/** Every path that a model names. */
export function filesOf(model: Model): readonly string[] {
  const { file, predictions, metrics, golden, features } = model
  return [file, predictions, ...metrics, golden, features?.table].filter((path) => path !== undefined)
}
