// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.
import { type InputSource, readText } from '@slipway/action-kit'

export interface Inputs {
  /** Token for GitHub's API. */
  readonly githubToken: string | undefined
}

export function readInputs(source: InputSource): Inputs {
  return {
    githubToken: readText(source, 'github-token'),
  }
}
