import { type Progress, type ProgressTask, renderProgress } from '@slipway/commands'
import { clip } from '@slipway/core'

interface Sink {
  readonly isTTY?: boolean
  readonly columns?: number
  write(chunk: string | Uint8Array): unknown
}

/** A line is drawn again after this time at the earliest. */
const DRAW_MS = 100
/** Where nothing can be drawn over, a state is told after this time at the earliest. */
const TELL_MS = 30_000

/**
 * Progress on standard error: one line that is drawn again on a terminal, and only the lines that stay elsewhere.
 * @param clock milliseconds, for rates
 */
export function terminalProgress(sink: Sink, clock: () => number): Progress {
  let drawn = false
  let told = clock()
  const wipe = () => {
    if (drawn) sink.write('\r\u001b[K')
    drawn = false
  }
  const draw = (text: string) => {
    wipe()
    // A line that wraps could not be wiped.
    sink.write(clip(text, (sink.columns ?? 80) - 1))
    drawn = true
  }
  const line = (text: string) => {
    wipe()
    sink.write(`${text}\n`)
  }
  return {
    note: line,
    warn: (text) => line(`warning: ${text}`),
    output: (_stream, chunk) => {
      wipe()
      sink.write(chunk)
    },
    status: (text) => {
      const now = clock()
      if (now - told < (sink.isTTY ? DRAW_MS : TELL_MS)) return
      told = now
      if (sink.isTTY) draw(text)
      else line(text)
    },
    task: (label, total, unit) => {
      const started = clock()
      let amount = 0
      let last = started
      return {
        advance: (step) => {
          amount += step
          const now = clock()
          if (!sink.isTTY || now - last < DRAW_MS) return
          last = now
          draw(`${label} ${renderProgress(amount, total, unit, (now - started) / 1000)}`)
        },
        done: (summary) => (summary === undefined ? wipe() : line(summary)),
      } satisfies ProgressTask
    },
  }
}
