// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.
import { type InputSource, readInteger, readList, readText } from '@slipway/action-kit'

export interface Inputs {
  /** Stages whose `machine` counts, as a JSON list or separated by blanks; all that have one or `runs-on` without. */
  readonly stages: readonly string[]
  /** Commit whose store counts; the base of the pull request without. */
  readonly base: string | undefined
  /** Seconds that one probe may take, where a sound machine is slow to answer. */
  readonly patience: number | undefined
  /** Address of the store; overrides `store.remote` of slipway.yaml. */
  readonly store: string | undefined
  /** Folder of the repository, relative to the workspace. */
  readonly workingDirectory: string | undefined
}

export function readInputs(source: InputSource): Inputs {
  return {
    stages: readList(source, 'stages'),
    base: readText(source, 'base'),
    patience: readInteger(source, 'patience'),
    store: readText(source, 'store'),
    workingDirectory: readText(source, 'working-directory'),
  }
}
