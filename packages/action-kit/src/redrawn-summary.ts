import { appendFileSync, existsSync, statSync, truncateSync } from 'node:fs'

/** The runner takes no more of one step. */
const MOST_BYTES = 1_048_576
const REDRAW_MS = 10_000

/**
 * A part at the end of the step's summary that is written again and again. GitHub takes the file when the step has ended, also
 * when it was cancelled or failed: so nobody sees it change, but it is there however the step ends.
 * @param path of GITHUB_STEP_SUMMARY; without it nothing is written
 * @param clock milliseconds
 */
export function redrawnSummary(path: string | undefined, clock: () => number = () => performance.now()) {
  const before = path !== undefined && existsSync(path) ? statSync(path).size : 0
  let [drawn, waiting]: [number, string | undefined] = [Number.NEGATIVE_INFINITY, undefined]
  const write = (markdown: string) => {
    const bytes = Buffer.byteLength(markdown) + 2
    if (path === undefined || before + bytes > MOST_BYTES) return
    if (existsSync(path)) truncateSync(path, before)
    appendFileSync(path, `${markdown}\n\n`)
  }
  return {
    /** Writes it now, or keeps it until there was time since the last. */
    draw: (markdown: string): void => {
      waiting = markdown
      if (clock() - drawn < REDRAW_MS) return
      drawn = clock()
      waiting = undefined
      write(markdown)
    },
    /** Writes what was kept: from now on others may add to the file. */
    finish: (): void => {
      if (waiting !== undefined) write(waiting)
      waiting = undefined
    },
  }
}
