import type { Trigger } from '../trigger/trigger.ts'
import type { Token } from './token.ts'

/** One workflow file, read and validated. Values keep their tokens: most are expressions until a job runs. */
export interface Workflow {
  readonly path: string
  /** `name:`, or the path. */
  readonly name: string
  readonly runName: Token | undefined
  readonly triggers: ReadonlyMap<string, Trigger>
  readonly env: Token | undefined
  readonly defaults: Token | undefined
  readonly permissions: Token | undefined
  readonly concurrency: Token | undefined
  readonly jobs: readonly JobDefinition[]
  /** `on.workflow_call`, where this file can be called. */
  readonly call: CallDefinition | undefined
}

export interface CallDefinition {
  readonly inputs: ReadonlyMap<string, CallInput>
  readonly outputs: ReadonlyMap<string, Token>
}

export interface CallInput {
  readonly type: string
  readonly default: Token | undefined
}

export interface JobDefinition {
  readonly id: string
  readonly name: Token | undefined
  readonly needs: readonly string[]
  /** Expression of `if:`, with success() where it names no status function. */
  readonly condition: string
  readonly strategy: Token | undefined
  readonly concurrency: Token | undefined
  readonly permissions: Token | undefined
  readonly outputs: Token | undefined
  readonly runsOn: Token | undefined
  readonly environment: Token | undefined
  readonly env: Token | undefined
  readonly defaults: Token | undefined
  readonly timeoutMinutes: Token | undefined
  readonly continueOnError: Token | undefined
  /** `container` and `services`, which a rehearsal has none of. */
  readonly containers: Token | undefined
  readonly steps: readonly StepDefinition[]
  readonly call: JobCall | undefined
}

/** A job that is another workflow: `uses: ./.github/workflows/x.yml`. */
export interface JobCall {
  readonly uses: string
  readonly token: Token
  readonly inputs: Token | undefined
  readonly secrets: 'inherit' | Token | undefined
}

export interface StepDefinition {
  /** As written; a step without one has no place in the `steps` context. */
  readonly id: string | undefined
  readonly name: Token | undefined
  readonly condition: string
  readonly run: Token | undefined
  readonly uses: string | undefined
  readonly inputs: Token | undefined
  readonly env: Token | undefined
  readonly shell: Token | undefined
  readonly workingDirectory: Token | undefined
  readonly continueOnError: Token | undefined
  readonly timeoutMinutes: Token | undefined
}
