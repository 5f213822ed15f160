// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.
import { type InputSource, readChoice, readFlag, readList, readText } from '@slipway/action-kit'

export interface Inputs {
  /** What to do: `verify` that the store holds the data of every pointer, `pull` it into the workspace, or `push` it to the store. */
  readonly mode: 'verify' | 'pull' | 'push'
  /** Versioned targets, separated by blanks; all of them without. With `pull` also files, folders and patterns inside them. */
  readonly targets: readonly string[]
  /** With `verify`: read every object and check its digest. */
  readonly deep: boolean
  /** Commit whose store counts; the base of the pull request without. */
  readonly base: string | undefined
  /** With `pull`: keep what was fetched in the Actions cache, for hosted runners. */
  readonly cache: boolean
  /** Address of the store; overrides `store.remote` of slipway.yaml. */
  readonly store: string | undefined
  /** Where the jobs of a machine share what they fetched: `auto` beside the work folders of a self-hosted runner, `off`, or an absolute path. Every object is hashed when it is read. */
  readonly runnerStore: string | undefined
  /** Folder of the repository, relative to the workspace. */
  readonly workingDirectory: string | undefined
}

export function readInputs(source: InputSource): Inputs {
  return {
    mode: readChoice(source, 'mode', ['verify', 'pull', 'push']),
    targets: readList(source, 'targets'),
    deep: readFlag(source, 'deep'),
    base: readText(source, 'base'),
    cache: readFlag(source, 'cache'),
    store: readText(source, 'store'),
    runnerStore: readText(source, 'runner-store'),
    workingDirectory: readText(source, 'working-directory'),
  }
}
