import type { StepState } from '../../model.ts'
import type { StepResult, StepTask } from './frame.ts'
import type { JobRuntime } from './job-runtime.ts'
import { performStep } from './perform-step.ts'

/** The steps of a job as they are shown, with their times. */
export class StepList {
  readonly #runtime: JobRuntime

  constructor(runtime: JobRuntime) {
    this.#runtime = runtime
  }

  /** Adds a step that is to come. */
  add(name: string): StepState {
    const { state, masks } = this.#runtime.input
    const step: StepState = {
      number: state.steps.length + 1,
      name: masks.apply(name),
      status: 'queued',
      conclusion: null,
      startedAt: null,
      completedAt: null,
    }
    state.steps.push(step)
    return step
  }

  async perform(task: StepTask, shown: StepState): Promise<void> {
    this.#start(shown)
    shown.name = this.#runtime.input.masks.apply(task.title)
    const { conclusion } = await performStep(this.#runtime, task)
    this.#end(shown, conclusion)
  }

  /** Runs a part of the job itself as a step; undefined when it failed. */
  async run<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined> {
    const shown = this.add(name)
    this.#start(shown)
    try {
      const result = await work()
      this.#end(shown, 'success')
      return result
    } catch (error) {
      this.#runtime.newOutput().fail(error)
      this.#end(shown, 'failure')
      return undefined
    }
  }

  #start(step: StepState): void {
    step.status = 'in_progress'
    step.startedAt = this.#runtime.input.now().toISOString()
    this.#runtime.input.changed()
  }

  #end(step: StepState, conclusion: StepResult): void {
    step.status = 'completed'
    step.conclusion = conclusion
    step.completedAt = this.#runtime.input.now().toISOString()
    this.#runtime.input.changed()
  }
}
