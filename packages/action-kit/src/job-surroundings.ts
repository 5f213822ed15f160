import { statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import * as core from '@actions/core'
import type { Context } from '@slipway/commands'
import type { JobContext } from './job-context.ts'
import { inputInvalid } from './read-input.ts'
import { runnerStore } from './runner-store.ts'

export interface SurroundingsInput {
  readonly workingDirectory: string | undefined
  readonly store?: string | undefined
  readonly githubToken?: string | undefined
  /** As the input `runner-store` says; actions that judge, promote or deploy have none. */
  readonly runnerStore?: string | undefined
}

/**
 * The verbs' context in a job: where they work, into which domain they write, and what they may call GitHub with.
 * @throws action/input-invalid for a working directory that is no folder of the workspace
 */
export function jobSurroundings(
  context: Context,
  job: Pick<JobContext, 'workspace' | 'domain'>,
  input: SurroundingsInput,
): Context {
  if (input.githubToken) core.setSecret(input.githubToken)
  return {
    ...context,
    cwd: workingDirectory(job.workspace, input.workingDirectory ?? '.'),
    env: {
      ...context.env,
      SLIPWAY_DOMAIN: job.domain,
      // Not what the workflow's environment says: an action that decides shares nothing with other jobs.
      SLIPWAY_RUNNER_STORE: runnerStore(input.runnerStore, context.env) ?? '',
      ...(input.store ? { SLIPWAY_STORE: input.store } : {}),
      ...(input.githubToken ? { GITHUB_TOKEN: input.githubToken } : {}),
    },
  }
}

function workingDirectory(workspace: string, given: string): string {
  const folder = resolve(workspace, given)
  const path = relative(workspace, folder)
  const outside = path === '..' || path.startsWith('../') || isAbsolute(path)
  if (!outside && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder
  throw inputInvalid('working-directory', given, 'a folder of the workspace')
}
