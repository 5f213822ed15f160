import {
  type Json,
  MOST_VARIANTS,
  nearestName,
  type Project,
  paramFileOf,
  type Stage,
  type SweptValues,
} from '@slipway/core'
import { pipelineError } from './error.ts'
import { ParamFile } from './param-file.ts'
import type { SourceTree } from './plan-input.ts'

/** Between the name of a swept stage and the label of a variant, as DVC has it. */
const MARK = '@'
const LONGEST_LABEL = 60

/**
 * Adds the variants of swept stages, each before its stage, as stages of their own: `train@lr-0.1`. They write the outputs of
 * the stage but what was tried; a plan does the rest.
 * @throws pipeline/sweep-invalid for a list that is not there, holds no variants, or names unknown parameters
 */
export async function expandSweeps(project: Project, tree: SourceTree): Promise<Project> {
  const all = [...project.stages.values()]
  if (!all.some(({ sweep }) => sweep) || all.some(({ variant }) => variant)) return project
  const stages: Stage[] = []
  for (const stage of all) {
    if (stage.sweep) stages.push(...(await variantsOf(stage, tree)))
    stages.push(stage)
  }
  return { ...project, stages: new Map(stages.map((stage) => [stage.name, stage])) }
}

async function variantsOf(stage: Stage, tree: SourceTree): Promise<readonly Stage[]> {
  const { sweep: rule, ...plain } = stage
  if (!rule) return []
  const { to } = rule
  const variants = rule.list === undefined ? rule.variants : await readList(rule.list, stage, tree)
  const first = Object.keys(variants[0] ?? {})[0] ?? ''
  const file = paramFileOf(stage, first) ?? ''
  const labels = labelsOf(variants)
  return variants.map((values, index) => {
    const label = labels[index] ?? String(index)
    return {
      ...plain,
      name: `${stage.name}${MARK}${label}`,
      outs: stage.outs.filter((path) => path !== to),
      variant: { of: stage.name, label, jobs: rule.jobs, file, values },
    }
  })
}

/** Values as a file name has them; numbers where that is too long, or the same for two. */
function labelsOf(variants: readonly SweptValues[]): readonly string[] {
  const labels = variants.map((values) =>
    Object.entries(values)
      .map(([name, value]) => `${name.split('.').at(-1)}-${value}`)
      .join('_')
      .replace(/[^A-Za-z0-9._-]+/g, '-'),
  )
  const isClear =
    new Set(labels).size === labels.length && labels.every(({ length }) => length <= LONGEST_LABEL)
  return isClear ? labels : labels.map((_, index) => String(index + 1).padStart(3, '0'))
}

async function readList(path: string, stage: Stage, tree: SourceTree): Promise<readonly SweptValues[]> {
  const bad = (found: string, expected: string, hint?: string) =>
    pipelineError(
      'pipeline/sweep-invalid',
      `Cannot sweep stage "${stage.name}" over "${path}": ${found}; expected ${expected}`,
      hint === undefined ? {} : { hint },
    )
  const text = await tree.readText(path)
  if (text === undefined) throw bad('there is no such file in Git', 'a YAML or JSON list of variants')
  const { value } = new ParamFile(text, path)
  if (!Array.isArray(value) || value.length === 0)
    throw bad('it holds no list of variants', '`- { parameter: value }` for each')
  if (value.length > MOST_VARIANTS) throw bad(`it holds ${value.length} variants`, `at most ${MOST_VARIANTS}`)
  const known = Object.values(stage.params).flatMap((keys) => keys ?? [])
  const files = new Set<string>()
  const variants = value.map((each: Json, index): SweptValues => {
    if (typeof each !== 'object' || each === null || Array.isArray(each) || Object.keys(each).length === 0)
      throw bad(`variant ${index + 1} is no mapping with a parameter`, '`parameter: value`')
    for (const [name, set] of Object.entries(each)) {
      const file = paramFileOf(stage, name)
      const nearest = nearestName(name, known)
      if (file === undefined)
        throw bad(
          `variant ${index + 1} sets "${name}"`,
          known.join(', ') || '"params" of the stage',
          nearest && `Did you mean "${nearest}"?`,
        )
      if (typeof set === 'object' && set !== null)
        throw bad(`variant ${index + 1} sets "${name}" to a mapping or list`, 'a plain value')
      files.add(file)
    }
    return each as SweptValues
  })
  if (files.size > 1) throw bad(`it sets parameters of ${[...files].join(' and ')}`, 'parameters of one file')
  return variants
}
