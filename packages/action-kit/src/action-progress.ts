import { randomUUID } from 'node:crypto'
import * as core from '@actions/core'
import type { Progress } from '@slipway/commands'

/** What the runner obeys where a line holds it: `::name::` at its start, and the old `##[name]` anywhere. */
const COMMAND = /^\s*::|##\[/m

/**
 * Progress in a job's log: lines, and an annotation for each warning. What a child process prints passes through as it
 * comes, with workflow commands switched off: a model's output is data, also where it looks like `::error::`. The same holds for a
 * line of ours that quotes somebody's file.
 */
export function actionProgress(write: (chunk: string | Uint8Array) => void): Progress {
  let stopped: string | undefined
  const resume = () => {
    if (stopped !== undefined) write(`\n::${stopped}::\n`)
    stopped = undefined
  }
  const pass = (chunk: string | Uint8Array) => {
    if (stopped === undefined) {
      stopped = randomUUID()
      write(`::stop-commands::${stopped}\n`)
    }
    write(chunk)
  }
  const note = (line: string) => {
    resume()
    if (COMMAND.test(line)) pass(`${line}\n`)
    else core.info(line)
  }
  return {
    note,
    warn: (line) => {
      resume()
      core.warning(line)
    },
    task: (label) => ({ advance: () => {}, done: (summary) => note(summary ?? label) }),
    output: (_stream, chunk) => pass(chunk),
  }
}
