import { resolve } from 'node:path'
import * as core from '@actions/core'
import type { Context } from '@slipway/commands'
import type { JobContext } from './job-context.ts'

export interface SurroundingsInput {
  readonly workingDirectory: string | undefined
  readonly store?: string | undefined
  readonly githubToken?: string | undefined
}

/** The verbs' context in a job: where they work, into which domain they write, and what they may call GitHub with. */
export function jobSurroundings(context: Context, job: JobContext, input: SurroundingsInput): Context {
  if (input.githubToken) core.setSecret(input.githubToken)
  return {
    ...context,
    cwd: resolve(job.workspace, input.workingDirectory ?? '.'),
    env: {
      ...context.env,
      SLIPWAY_DOMAIN: job.domain,
      ...(input.store ? { SLIPWAY_STORE: input.store } : {}),
      ...(input.githubToken ? { GITHUB_TOKEN: input.githubToken } : {}),
    },
  }
}
