import { resolveText } from '../workflow/template.ts'
import type { StepDefinition } from '../workflow/workflow.ts'
import type { Origin } from '../workflow/workflow-source.ts'
import { type CompositeUse, compositeFrame, planCompositePost, runComposite } from './composite-action.ts'
import type { ActionUse, Frame, StepTask } from './frame.ts'
import type { JobRuntime } from './job-runtime.ts'
import { type ActionStage, runNodeAction } from './node-action.ts'
import { performStep } from './perform-step.ts'
import { runScript } from './script-step.ts'

/** Finds the actions of a list of steps, and theirs, before anything runs; `./` ones are not there yet. */
export async function findUses(
  job: JobRuntime,
  steps: readonly StepDefinition[],
  origin: Origin,
): Promise<Map<StepDefinition, ActionUse>> {
  const uses = new Map<StepDefinition, ActionUse>()
  for (const step of steps) {
    if (step.uses !== undefined && !step.uses.startsWith('./'))
      uses.set(step, await findUse(job, step, origin))
  }
  return uses
}

async function findUse(job: JobRuntime, step: StepDefinition, origin: Origin): Promise<ActionUse> {
  const { finder, directories } = job.input
  const found = await finder.find(step.uses ?? '', origin, directories.workspace)
  const { runs } = found.action
  const uses = runs.using === 'composite' ? await findUses(job, runs.steps, found.origin) : new Map()
  return { step, found, state: {}, uses, posts: [], postPlanned: false }
}

/** What a step is called where it has no name of its own. */
export function stepTitle(job: JobRuntime, frame: Frame, step: StepDefinition): string {
  const token = step.name ?? step.run
  const text = token === undefined ? (step.uses ?? '') : tryText(job, frame, token)
  const line = text.trimStart().split(/\r?\n/)[0] ?? ''
  return step.name === undefined ? `Run ${line}` : line
}

/** A title is a best effort: one that cannot be worked out yet is shown as written. */
function tryText(job: JobRuntime, frame: Frame, token: NonNullable<StepDefinition['name']>): string {
  try {
    return resolveText(token, job.scope(frame, frame.env))
  } catch {
    return token.toString()
  }
}

/** The `pre` parts of the actions of a list of steps. */
export function planPre(
  job: JobRuntime,
  frame: Frame,
  steps: readonly StepDefinition[],
): readonly StepTask[] {
  return steps.flatMap((step) => {
    const use = frame.uses.get(step)
    if (use === undefined || !hasPre(use)) return []
    const title = stepTitle(job, frame, step)
    const { runs } = use.found.action
    if (runs.using === 'node') return [nodeTask(job, frame, use, 'pre', title, runs.preCondition)]
    const composite = { use, runs, title, outer: frame }
    return [compositePre(job, composite)]
  })
}

function hasPre(use: ActionUse): boolean {
  const { runs } = use.found.action
  return runs.using === 'node' ? runs.pre !== undefined : [...use.uses.values()].some(hasPre)
}

function compositePre(job: JobRuntime, composite: CompositeUse): StepTask {
  const { use, runs, title, outer } = composite
  return {
    title: `Pre ${title}`,
    step: { ...use.step, id: undefined },
    condition: 'always()',
    frame: outer,
    run: async (execution) => {
      const frame = compositeFrame(composite, execution)
      for (const task of planPre(job, frame, runs.steps)) await performStep(job, task, execution.signal)
      planCompositePost(job, composite)
      return !frame.failed
    },
  }
}

/** The main part of a step. */
export function planMain(job: JobRuntime, frame: Frame, step: StepDefinition): StepTask {
  const title = stepTitle(job, frame, step)
  return {
    title,
    step,
    condition: step.condition,
    frame,
    run: async (execution) => {
      if (step.uses === undefined) return runScript(job, frame, step, execution)
      const use = frame.uses.get(step) ?? (await findUse(job, step, frame.origin))
      const { runs } = use.found.action
      if (runs.using === 'composite') {
        const composite = { use, runs, title, outer: frame }
        return runComposite(job, composite, execution, (inner) => planEach(job, inner, runs.steps))
      }
      if (use.found.uses.startsWith('./') && runs.pre !== undefined) {
        execution.output.warning(
          `\`pre\` execution is not supported for local action from '${use.found.uses}'`,
        )
      }
      planPost(job, frame, use, title)
      return runNodeAction(job, frame, use, runs, 'main', execution)
    },
  }
}

/** Steps one by one, each when it is its turn: a title may name outputs of those before. */
function* planEach(job: JobRuntime, frame: Frame, steps: readonly StepDefinition[]): Generator<StepTask> {
  for (const step of steps) yield planMain(job, frame, step)
}

/** An action's end is planned as soon as its beginning runs, whatever comes of it. */
function planPost(job: JobRuntime, frame: Frame, use: ActionUse, title: string): void {
  const { runs } = use.found.action
  if (use.postPlanned || runs.using !== 'node' || runs.post === undefined) return
  use.postPlanned = true
  frame.posts.push(nodeTask(job, frame, use, 'post', title, runs.postCondition))
}

function nodeTask(
  job: JobRuntime,
  frame: Frame,
  use: ActionUse,
  stage: Exclude<ActionStage, 'main'>,
  title: string,
  condition: string,
): StepTask {
  return {
    title: `${stage === 'pre' ? 'Pre' : 'Post'} ${title}`,
    step: { ...use.step, id: undefined },
    condition,
    frame,
    run: async (execution) => {
      const { runs } = use.found.action
      if (runs.using !== 'node') return true
      if (stage === 'pre') planPost(job, frame, use, title)
      return runNodeAction(job, frame, use, runs, stage, execution)
    },
  }
}
