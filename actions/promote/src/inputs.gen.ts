// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.
import { type InputSource, readChoice, readFlag, readInteger, readText } from '@slipway/action-kit'

export interface Inputs {
  /** Run that made the candidate; the pull request's own run is found by itself. */
  readonly runId: number | undefined
  /** File of the workflow that makes the evidence of a pull request. */
  readonly workflow: string | undefined
  /** File of the workflow that trains unreleased commits; started when there is one to train. Empty: never. */
  readonly candidateWorkflow: string | undefined
  /** Reason for a first release, or for one that cannot be told apart; kept as a sign-off. */
  readonly accept: string | undefined
  /** Take the comment of this run's approval as the reason. */
  readonly acceptFromApproval: boolean
  /** Which part of the version grows. */
  readonly bump: 'major' | 'minor' | 'patch'
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
    candidateWorkflow: readText(source, 'candidate-workflow'),
    accept: readText(source, 'accept'),
    acceptFromApproval: readFlag(source, 'accept-from-approval'),
    bump: readChoice(source, 'bump', ['major', 'minor', 'patch']),
    githubToken: readText(source, 'github-token'),
    store: readText(source, 'store'),
    workingDirectory: readText(source, 'working-directory'),
  }
}
