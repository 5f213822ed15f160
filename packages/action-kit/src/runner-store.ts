import { dirname, isAbsolute, join } from 'node:path'
import { inputInvalid } from './read-input.ts'

const FOLDER = '_slipway-store'

/**
 * The folder in which the jobs of a machine share what they fetched: beside the work folders of a self-hosted runner, so that it
 * lies on their file system, and nowhere on a hosted one, which ends with its job.
 * @param input `auto`, `off`, or an absolute path
 * @returns undefined for none
 * @throws action/input-invalid
 */
export function runnerStore(
  input: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (input === undefined || input === 'off') return undefined
  if (input !== 'auto') {
    if (isAbsolute(input)) return input
    throw inputInvalid('runner-store', input, '"auto", "off" or an absolute path')
  }
  const { RUNNER_ENVIRONMENT: kind, RUNNER_WORKSPACE: work } = env
  return kind === 'self-hosted' && work ? join(dirname(work), FOLDER) : undefined
}
