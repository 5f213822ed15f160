// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.
import { type InputSource, readList, readText } from '@slipway/action-kit'

export interface Inputs {
  /** Stages, separated by blanks, with everything that they need; all of them without. */
  readonly stages: readonly string[]
  /** Commit whose gate, store, models and evaluation count; the base of the pull request without. */
  readonly base: string | undefined
  /** Address of the store; overrides `store.remote` of slipway.yaml. */
  readonly store: string | undefined
  /** Folder of the repository, relative to the workspace. */
  readonly workingDirectory: string | undefined
}

export function readInputs(source: InputSource): Inputs {
  return {
    stages: readList(source, 'stages'),
    base: readText(source, 'base'),
    store: readText(source, 'store'),
    workingDirectory: readText(source, 'working-directory'),
  }
}
