import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface HandOverInput {
  readonly startedMs: number
  readonly deadlineMs: number
  /** The longest time between two checkpoints, as far as one was seen; 0 before. */
  readonly intervalMs: number
  /** The longest time for storing one. */
  readonly storeMs: number
}

export interface HandOverTimes {
  /** When the stage is asked to stop at its next checkpoint. */
  readonly askMs: number
  /** When it is stopped, whether it made one or not. */
  readonly stopMs: number
}

/**
 * When a stage has to stop so that its last checkpoint is stored before the deadline: a twentieth of the time it has, one
 * and a half intervals between checkpoints and twice the time for storing one, but never more than half of the time.
 */
export function handOverTimes({ startedMs, deadlineMs, intervalMs, storeMs }: HandOverInput): HandOverTimes {
  const limitMs = Math.max(0, deadlineMs - startedMs)
  const storing = Math.min(limitMs / 4, limitMs / 20 + 2 * storeMs)
  return {
    askMs: deadlineMs - Math.min(limitMs / 2, storing + 1.5 * intervalMs),
    stopMs: deadlineMs - storing,
  }
}

/** The file whose appearance asks a stage to stop at its next checkpoint. */
export class StopFile {
  readonly path: string

  constructor(path: string) {
    this.path = path
    mkdirSync(dirname(path), { recursive: true })
    rmSync(path, { force: true })
  }

  /** @param why what the command finds in it: to go on elsewhere, or to end for good */
  raise(why: 'hand-over' | 'early-stop'): void {
    writeFileSync(this.path, `${why}\n`)
  }

  remove(): void {
    rmSync(this.path, { force: true })
  }
}
