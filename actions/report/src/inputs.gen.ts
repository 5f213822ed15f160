// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.
import { type InputSource, readInteger, readText } from '@slipway/action-kit'

export interface Inputs {
  /** Run whose artifact is judged; the one that caused this run without. */
  readonly runId: number | undefined
  /** File of the workflow that may make the artifact. */
  readonly workflow: string | undefined
  /** Largest artifact that is accepted, in MB. */
  readonly maxArtifactMb: number | undefined
  /** Token for GitHub's API. */
  readonly githubToken: string | undefined
  /** Address of the store; overrides `store.remote` of slipway.yaml. */
  readonly store: string | undefined
  /** Folder of the repository, relative to the workspace. */
  readonly workingDirectory: string | undefined
}

export function readInputs(source: InputSource): Inputs {
  return {
    runId: readInteger(source, 'run-id'),
    workflow: readText(source, 'workflow'),
    maxArtifactMb: readInteger(source, 'max-artifact-mb'),
    githubToken: readText(source, 'github-token'),
    store: readText(source, 'store'),
    workingDirectory: readText(source, 'working-directory'),
  }
}
