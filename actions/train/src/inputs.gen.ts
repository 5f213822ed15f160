// Generated from action.yml and action-types.yml by scripts/generate.ts; do not edit.
import { type InputSource, readFlag, readInteger, readList, readText } from '@slipway/action-kit'

export interface Inputs {
  /** Stages to run, as a JSON list or separated by blanks; what they need must have run. All that are stale without. */
  readonly stages: readonly string[]
  /** Commit whose gate, store, models and evaluation count; the base of the pull request without. */
  readonly base: string | undefined
  /** A stage with checkpoints that needs longer than so many minutes from now stops at one and hands over to another job. */
  readonly limitMinutes: number | undefined
  /** Start stages from nothing, whatever checkpoints there are. */
  readonly fresh: boolean
  /** End in the one artifact that the report takes: records, predictions, claims. */
  readonly artifact: boolean
  /** Keep stage outputs in the Actions cache, for runners that do not share a disk. */
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
    stages: readList(source, 'stages'),
    base: readText(source, 'base'),
    limitMinutes: readInteger(source, 'limit-minutes'),
    fresh: readFlag(source, 'fresh'),
    artifact: readFlag(source, 'artifact'),
    cache: readFlag(source, 'cache'),
    store: readText(source, 'store'),
    runnerStore: readText(source, 'runner-store'),
    workingDirectory: readText(source, 'working-directory'),
  }
}
