import { evaluateStageOf, type Model, type Project, producerOf, type Stage } from '@slipway/core'
import { composeEvaluation, evaluatesItself, filesOf } from './compose-evaluation.ts'
import { codeChanges } from './evaluation-code.ts'
import { fieldChanges, listChanges, sameValue, showValue } from './field-changes.ts'
import { gateChanges } from './gate-changes.ts'
import type { ProjectSource } from './project-source.ts'
import { stageChanges } from './stage-changes.ts'

/** The project of a pull request: what may judge it comes from the base, the rest from the head. */
export interface ComposedProject {
  readonly project: Project
  /** What the head changes in store, models, gates and evaluation, one sentence each. */
  readonly notices: readonly string[]
  /** Models that only the head has: there is no gate for them yet, so they are shown and not judged. */
  readonly newModels: readonly Model[]
  /** Models that are evaluated by a definition of the head's own, because the base's cannot run in the head's pipeline. */
  readonly selfEvaluated: readonly string[]
}

const LATER = 'takes effect after the merge'

/**
 * Composes the project of a pull request: store, models, their gates and their evaluate stages of the base; data and all other
 * stages of the head. A model of the base stays, with the base's gate, as long as the pipeline still makes its files, under
 * the head's paths where they moved.
 * @param base undefined where the base has no project file
 */
export async function composeProject(
  base: ProjectSource | undefined,
  head: ProjectSource,
): Promise<ComposedProject> {
  if (!base) {
    return {
      project: { ...head.project, models: new Map() },
      notices: [`the base has no slipway.yaml: store, models and gates are new; ${LATER}`],
      newModels: [...head.project.models.values()],
      selfEvaluated: [],
    }
  }
  const evaluation = await composeStages(base, head)
  const { store, prices, budget, report } = base.project
  const project = { ...head.project, store, prices, budget, report, stages: evaluation.stages }
  const models = composeModels(base.project, head.project, project)
  const cases = [...models.kept.values()].flatMap((model) => caseNotices(model, base, head))
  const newModels = [...head.project.models.values()].filter(({ name }) => !base.project.models.has(name))
  return {
    project: { ...project, models: models.kept },
    notices: [
      ...storeNotices(base.project, head.project),
      ...costNotices(base.project, head.project),
      ...models.notices,
      ...cases,
      ...evaluation.notices,
      ...newModels.map(({ name }) => `model ${name} is new: it has no gate yet; its own ${LATER}`),
    ],
    newModels,
    selfEvaluated: [...models.kept.keys()].filter(
      (name) => evaluation.own.has(name) || models.moved.has(name),
    ),
  }
}

function storeNotices(base: Project, head: Project): string[] {
  const [from, to] = [base.store.remote, head.store.remote]
  return from === to ? [] : [`the store changes: ${showValue(from)} → ${showValue(to)}; ${LATER}`]
}

function costNotices(base: Project, head: Project): string[] {
  const fields = ['prices', 'budget'] as const
  return fields
    .filter((field) => JSON.stringify(base[field]) !== JSON.stringify(head[field]))
    .map((field) => `the ${field} of slipway.yaml ${field === 'budget' ? 'changes' : 'change'}; ${LATER}`)
}

interface ComposedStages {
  readonly stages: ReadonlyMap<string, Stage>
  readonly notices: readonly string[]
  /** Models whose evaluation stays the head's, and differs from the base's. */
  readonly own: ReadonlySet<string>
}

async function composeStages(base: ProjectSource, head: ProjectSource): Promise<ComposedStages> {
  let stages = head.project.stages
  const notices: string[] = []
  const own = new Set<string>()
  for (const [evaluate, models] of modelsByEvaluation(base.project)) {
    const composed = models.some((model) => evaluatesItself(base.project, model))
      ? { stages: undefined, problem: 'the stage that makes the model evaluates it too' }
      : await composeEvaluation(base.project, { ...head, project: { ...head.project, stages } }, evaluate)
    if (composed.stages) stages = composed.stages
    const names = models.map(({ name }) => name)
    const subject = `of ${names.join(', ')} (stage ${evaluate.name})`
    const now = head.project.stages.get(evaluate.name)
    const changes = (now ? stageChanges(evaluate, now) : ['the stage is gone']).join('; ')
    if (changes !== '' && composed.stages) {
      const without = composed.leftOut.map((name) => `; until then stage ${name} is left out`).join('')
      notices.push(`the evaluation ${subject} changes: ${changes}; ${LATER}${without}`)
    } else if (changes !== '') {
      const why = composed.problem ?? ''
      notices.push(`the evaluation ${subject} is the pull request's own: ${why}; changed: ${changes}`)
      for (const name of names) own.add(name)
    }
    const code = await codeChanges(composed.stages ? evaluate : (now ?? evaluate), base, head)
    if (code.length > 0)
      notices.push(`the evaluation code ${subject} differs from the base: ${code.join(', ')}`)
  }
  return { stages, notices, own }
}

/** The evaluate stages of a project, each with the models that it judges. */
function modelsByEvaluation(project: Project): ReadonlyMap<Stage, readonly Model[]> {
  const found = new Map<Stage, Model[]>()
  for (const model of project.models.values()) {
    const stage = evaluateStageOf(project, model)
    if (stage) found.set(stage, [...(found.get(stage) ?? []), model])
  }
  return found
}

/** Cases in Git that the head has otherwise: those of the base are asked. */
function caseNotices({ name, tests }: Model, base: ProjectSource, head: ProjectSource): string[] {
  return (tests?.behaviour?.cases ?? []).flatMap((path) => {
    const [before, now] = [base.tree.file(path), head.tree.file(path)]
    return before && before.oid !== now?.oid ? [`the cases of ${name} change: ${path}; ${LATER}`] : []
  })
}

function composeModels(base: Project, head: Project, project: Project) {
  const kept = new Map<string, Model>()
  const moved = new Set<string>()
  const notices: string[] = []
  const isMade = (model: Model) => filesOf(model).every((path) => producerOf(project, path))
  for (const model of base.models.values()) {
    const now = head.models.get(model.name)
    notices.push(...modelNotices(model, now))
    if (isMade(model)) kept.set(model.name, model)
    else if (now && isMade(now)) {
      kept.set(model.name, { ...now, gate: model.gate, tests: model.tests })
      moved.add(model.name)
    } else notices.push(`model ${model.name} is not judged: no stage makes its files any more`)
  }
  return { kept, moved, notices }
}

const asked = ({ features, tests }: Model) => ({ features, tests })

function modelNotices(base: Model, head: Model | undefined): string[] {
  if (!head) return [`model ${base.name} is removed; ${LATER}`]
  const gate = gateChanges(base.gate, head.gate)
  const files = [
    ...fieldChanges(base, head, ['file', 'predictions', 'golden', 'training', 'sweep']),
    ...listChanges('metrics', base.metrics, head.metrics),
  ]
  return [
    ...(gate.length === 0 ? [] : [`the gate of ${base.name} changes: ${gate.join('; ')}; ${LATER}`]),
    ...(sameValue(asked(base), asked(head)) ? [] : [`the tests of ${base.name} change; ${LATER}`]),
    ...(files.length === 0 ? [] : [`model ${base.name} changes: ${files.join('; ')}; ${LATER}`]),
  ]
}
