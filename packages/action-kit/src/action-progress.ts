import { randomUUID } from 'node:crypto'
import * as core from '@actions/core'
import { type Progress, renderProgress } from '@slipway/commands'

/** What the runner obeys where a line holds it: `::name::` at its start, and the old `##[name]` anywhere. */
const COMMAND = /^\s*::|##\[/m

/** Long work says in the log how far it is after this time, and then each time that as much has passed. */
const TELL_MS = 30_000

/**
 * Progress in a job's log: lines, and an annotation for each warning. What a child process prints passes through as it
 * comes, with workflow commands switched off: a model's output is data, also where it looks like `::error::`. The same holds for a
 * line of ours that quotes somebody's file.
 * @param clock milliseconds, for rates
 */
export function actionProgress(
  write: (chunk: string | Uint8Array) => void,
  clock: () => number = () => performance.now(),
): Progress {
  let stopped: string | undefined
  let told = clock()
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
    task: (label, total, unit) => {
      const started = clock()
      let [amount, last] = [0, started]
      return {
        advance: (step) => {
          amount += step
          const now = clock()
          if (now - last < TELL_MS) return
          last = now
          note(`${label}: ${renderProgress(amount, total, unit, (now - started) / 1000)}`)
        },
        done: (summary) => note(summary ?? label),
      }
    },
    status: (line) => {
      if (clock() - told < TELL_MS) return
      told = clock()
      note(line)
    },
    output: (_stream, chunk) => pass(chunk),
  }
}
