import { evaluateCondition } from '../workflow/expression.ts'
import { resolveBoolean, resolveNumber, resolveTexts } from '../workflow/template.ts'
import type { Execution, StepResult, StepTask, StepView } from './frame.ts'
import type { JobRuntime } from './job-runtime.ts'
import type { StepOutput } from './step-output.ts'

/** Why a step was ended that ran longer than its `timeout-minutes`. */
class TimedOut extends Error {}

/** Runs one task with everything that GitHub puts around it: condition, env, time limit, cancellation, result. */
export async function performStep(job: JobRuntime, task: StepTask, parent?: AbortSignal): Promise<StepView> {
  const { frame, step } = task
  const output = job.newOutput()
  const outputs: Record<string, string> = {}
  const outcome = await guard(output, async () => {
    const env = { ...frame.env, ...resolveTexts(step.env, job.scope(frame, frame.env)) }
    if (!evaluateCondition(task.condition, job.scope(frame, env))) return 'skipped'
    return runGuarded(job, task, { env, output, outputs, parent })
  })
  const failed = outcome === 'success' && output.failed ? 'failure' : outcome
  const view = { outputs, outcome: failed, conclusion: forgive(job, task, failed, output) }
  if (step.id !== undefined) frame.steps[step.id] = view
  if (view.conclusion === 'failure' || view.conclusion === 'cancelled') frame.failed = true
  return view
}

async function runGuarded(
  job: JobRuntime,
  task: StepTask,
  input: Pick<Execution, 'env' | 'output' | 'outputs'> & { readonly parent: AbortSignal | undefined },
): Promise<StepResult> {
  const { env, output, outputs, parent } = input
  const scope = job.scope(task.frame, env)
  const minutes = Math.floor(resolveNumber(task.step.timeoutMinutes, scope, 0))
  const control = new AbortController()
  const release = watch(job, task, control, env, parent)
  const timer =
    minutes > 0
      ? setTimeout(() => control.abort(new TimedOut()), minutes * job.input.timing.minuteMs)
      : undefined
  try {
    const passed = await task.run({ signal: control.signal, scope, output, env, outputs })
    if (!control.signal.aborted) return passed ? 'success' : 'failure'
  } catch (error) {
    if (!control.signal.aborted) throw error
  } finally {
    clearTimeout(timer)
    release()
  }
  if (control.signal.reason instanceof TimedOut) {
    output.error(`The action '${task.title}' has timed out after ${minutes} minutes.`)
    return 'failure'
  }
  output.error('The operation was canceled.')
  return 'cancelled'
}

/** A cancelled job asks each running step's condition again: one that says always() goes on. */
function watch(
  job: JobRuntime,
  { condition, frame }: StepTask,
  control: AbortController,
  env: Readonly<Record<string, string>>,
  parent: AbortSignal | undefined,
): () => void {
  const { cancel, kill } = job.input
  const stop = (): void => control.abort(parent?.aborted ? parent.reason : kill.reason)
  const ask = (): void => {
    if (!evaluateCondition(condition, job.scope(frame, env))) control.abort(cancel.reason)
  }
  for (const signal of [parent, kill]) {
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop)
  }
  if (!cancel.aborted) cancel.addEventListener('abort', ask)
  return () => {
    for (const signal of [parent, kill]) signal?.removeEventListener('abort', stop)
    cancel.removeEventListener('abort', ask)
  }
}

async function guard(output: StepOutput, run: () => Promise<StepResult>): Promise<StepResult> {
  try {
    return await run()
  } catch (error) {
    output.fail(error)
    return 'failure'
  }
}

/** The conclusion: a failure that `continue-on-error` allows is a success. */
function forgive(
  job: JobRuntime,
  { frame, step }: StepTask,
  outcome: StepResult,
  output: StepOutput,
): StepResult {
  if (outcome !== 'failure' || step.continueOnError === undefined) return outcome
  try {
    return resolveBoolean(step.continueOnError, job.scope(frame, frame.env), false) ? 'success' : 'failure'
  } catch (error) {
    output.fail(error)
    return 'failure'
  }
}
