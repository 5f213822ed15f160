import * as core from '@actions/core'
import type { Context } from '@slipway/commands'
import { isProjectError, type ProjectError, SlipwayError, systemRefusal, VERSION } from '@slipway/core'
import { actionProgress } from './action-progress.ts'
import { type InputSource, inputsOf } from './read-input.ts'

const STATE = 'slipway-main-ran'

/** One action: what it does, and what it does once the job is at its end. */
export interface Action {
  main(context: Context, inputs: InputSource): Promise<void>
  post?(context: Context, inputs: InputSource): Promise<void>
}

/**
 * Runs an action inside the one error boundary: every error becomes one annotation, on file and line where it has them,
 * and a failed step. The runner starts the same file twice where there is a `post`; the state tells which time it is.
 */
export async function runAction(action: Action): Promise<void> {
  const abort = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => abort.abort(new Error(signal)))
  const context: Context = {
    cwd: process.cwd(),
    env: process.env,
    now: () => new Date(),
    signal: abort.signal,
    progress: actionProgress((chunk) => process.stdout.write(chunk)),
  }
  const inputs = inputsOf(process.env)
  try {
    if (core.getState(STATE) === 'true') {
      await action.post?.(context, inputs)
    } else {
      core.saveState(STATE, 'true')
      core.debug(`slipway ${VERSION}, Node ${process.versions.node}`)
      await action.main(context, inputs)
    }
  } catch (error) {
    context.progress.note('')
    annotate(error, abort.signal.aborted)
    process.exitCode = 1
  }
  // Some clients leave sockets open (nodejs/node#56645); a finished action ends.
  setTimeout(() => process.exit(), 1000).unref()
}

function annotate(error: unknown, aborted: boolean): void {
  if (aborted) core.error('The job was cancelled')
  else if (isProjectError(error)) annotateProject(error)
  else if (error instanceof SlipwayError) annotateError(error)
  else if (systemRefusal(error) !== undefined)
    core.error(`${systemRefusal(error)}`, {
      title: 'The runner refuses; look at its free space, rights and limits',
    })
  else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    core.error(text, { title: 'This is a bug of Slipway, please report it' })
  }
}

function annotateProject({ issues }: ProjectError): void {
  for (const issue of issues) {
    const { file, line, column } = issue.location
    const nearest = issue.nearest === undefined ? '' : `; did you mean "${issue.nearest}"?`
    const text = `${issue.member}: found ${issue.found}; expected ${issue.expected}${nearest}`
    core.error(text, { title: 'slipway.yaml', file, startLine: line, startColumn: column })
  }
}

function annotateError({ code, message, hint, location }: SlipwayError): void {
  const place = location && { file: location.file, startLine: location.line, startColumn: location.column }
  core.error(hint === undefined ? message : `${message}\n${hint}`, { title: code, ...place })
}
