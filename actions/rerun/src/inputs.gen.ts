// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.
import { type InputSource, readInteger, readText } from '@slipway/action-kit'

export interface Inputs {
  /** Run that is looked at; the one that caused this run without. */
  readonly runId: number | undefined
  /** No attempt is started after so many; GitHub allows 50. */
  readonly maxAttempts: number | undefined
  /** Token for GitHub's API. */
  readonly githubToken: string | undefined
}

export function readInputs(source: InputSource): Inputs {
  return {
    runId: readInteger(source, 'run-id'),
    maxAttempts: readInteger(source, 'max-attempts'),
    githubToken: readText(source, 'github-token'),
  }
}
