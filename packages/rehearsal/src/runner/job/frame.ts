import type { ExpressionFunction, Scope } from '../workflow/expression.ts'
import type { StepDefinition } from '../workflow/workflow.ts'
import type { Origin } from '../workflow/workflow-source.ts'
import type { FoundAction } from './find-action.ts'
import type { StepOutput } from './step-output.ts'

export type StepResult = 'success' | 'failure' | 'cancelled' | 'skipped'

/** One step in the `steps` context. */
export interface StepView {
  readonly outputs: Readonly<Record<string, string>>
  /** Before `continue-on-error`. */
  readonly outcome: StepResult
  readonly conclusion: StepResult
}

/** A list of steps and what they share: the job's own list, or that of one use of a composite action. */
export interface Frame {
  /** File that the steps stand in, for messages. */
  readonly file: string
  readonly steps: Record<string, StepView>
  /** Contexts that do not change from step to step: needs, matrix, inputs, … */
  readonly contexts: Readonly<Record<string, unknown>>
  /** What the frame adds to the `github` context: action_path and its like. */
  readonly github: Readonly<Record<string, string>>
  /** `env` of the steps that led here. */
  readonly env: Readonly<Record<string, string>>
  readonly defaults: RunDefaults
  readonly origin: Origin
  /** Actions that were found before the job's first step ran. */
  readonly uses: Map<StepDefinition, ActionUse>
  /** Ends of actions; the last one runs first. */
  readonly posts: StepTask[]
  /** A step failed and was not allowed to. */
  failed: boolean
}

export interface RunDefaults {
  readonly shell?: string
  readonly workingDirectory?: string
}

/** An action where a step uses it; the same from its `pre` to its `post`. */
export interface ActionUse {
  readonly step: StepDefinition
  readonly found: FoundAction
  /** What one part of the action saved for the next. */
  readonly state: Record<string, string>
  /** For a composite action: the actions of its steps, found ahead. */
  readonly uses: Map<StepDefinition, ActionUse>
  /** For a composite action: the ends of its steps' actions. */
  readonly posts: StepTask[]
  postPlanned: boolean
}

/** One thing to do in a frame: a step, or the beginning or end of an action. */
export interface StepTask {
  readonly title: string
  readonly step: StepDefinition
  readonly condition: string
  readonly frame: Frame
  /** False when it failed. */
  run(execution: Execution): Promise<boolean>
}

/** A task while it runs. */
export interface Execution {
  /** Fires when it has to end. */
  readonly signal: AbortSignal
  readonly scope: Scope
  readonly output: StepOutput
  /** The step's own `env` on top of its frame's. */
  readonly env: Readonly<Record<string, string>>
  readonly outputs: Record<string, string>
}

/** success() and its kin for steps: they look at the steps of the same frame. */
export function stepFunctions(
  frame: Frame,
  cancelled: () => boolean,
): Readonly<Record<string, ExpressionFunction>> {
  return {
    always: () => true,
    success: () => !cancelled() && !frame.failed,
    failure: () => !cancelled() && frame.failed,
    cancelled,
  }
}
