import type { CompositeRuns } from '../workflow/parse-action.ts'
import { resolveText } from '../workflow/template.ts'
import { checkInputs, readInputs } from './action-inputs.ts'
import type { ActionUse, Execution, Frame, StepTask } from './frame.ts'
import type { JobRuntime } from './job-runtime.ts'
import { performStep } from './perform-step.ts'

export interface CompositeUse {
  readonly use: ActionUse
  readonly runs: CompositeRuns
  readonly title: string
  /** Where the action is used. */
  readonly outer: Frame
}

/** The frame that the steps of a composite action run in. */
export function compositeFrame({ use, outer }: CompositeUse, { scope, env }: Execution): Frame {
  const { found } = use
  return {
    file: found.action.file,
    steps: {},
    contexts: { ...outer.contexts, inputs: readInputs(use, scope) },
    github: { action_path: found.directory, action_repository: found.repository, action_ref: found.ref },
    env,
    defaults: {},
    origin: found.origin,
    uses: use.uses,
    posts: use.posts,
    failed: false,
  }
}

/** Runs the steps of a composite action one after the other, and gives the action's outputs. */
export async function runComposite(
  job: JobRuntime,
  composite: CompositeUse,
  execution: Execution,
  plan: (frame: Frame) => Iterable<StepTask>,
): Promise<boolean> {
  const { use, runs } = composite
  checkInputs(use, execution)
  const frame = compositeFrame(composite, execution)
  const inputs = Object.entries(frame.contexts.inputs ?? {})
  execution.output.group(
    `Run ${use.found.uses}`,
    inputs.map(([name, value]) => `  ${name}: ${value}`),
  )
  for (const task of plan(frame)) await performStep(job, task, execution.signal)
  const scope = job.scope(frame, frame.env)
  for (const [name, token] of runs.outputs) execution.outputs[name] = resolveText(token, scope)
  planCompositePost(job, composite)
  return !frame.failed
}

/** The ends of all actions within become one step of the outer frame, in which the last one comes first. */
export function planCompositePost(job: JobRuntime, { use, title, outer }: CompositeUse): void {
  if (use.postPlanned || use.posts.length === 0) return
  use.postPlanned = true
  outer.posts.push({
    title: `Post ${title}`,
    // The `steps` context has one place for an action: that of its main part.
    step: { ...use.step, id: undefined },
    condition: 'always()',
    frame: outer,
    run: async ({ signal }) => {
      let passed = true
      for (let task = use.posts.pop(); task !== undefined; task = use.posts.pop()) {
        task.frame.failed = false
        const { conclusion } = await performStep(job, task, signal)
        passed = passed && conclusion !== 'failure'
      }
      return passed
    },
  })
}
