import type { Stats } from 'node:fs'

/**
 * What identifies the state of a file without reading it. No evidence of content by itself; only a note in the index says
 * that a file in this very state was read. Times are milliseconds in a double: rounded to a quarter of a microsecond, but
 * never out of order, which is all that is asked of them.
 */
export interface FileState {
  readonly ino: number
  readonly bytes: number
  readonly executable: boolean
  readonly mtimeMs: number
  readonly ctimeMs: number
}

export function fileState(stats: Stats): FileState {
  const { ino, size: bytes, mtimeMs, ctimeMs } = stats
  return { ino, bytes, executable: isExecutable(stats), mtimeMs, ctimeMs }
}

/** A moment by the clock of a file system: what is written there from now on has no earlier time. */
export interface Tick {
  readonly dev: number
  readonly ms: number
}

/**
 * Whether any later change of a file will show in its state.
 * @param tick from before the file was looked at: one that changed since then could change once more without a new time
 */
export function isSettled(stats: Stats, tick: Tick): boolean {
  return stats.dev === tick.dev && stats.ctimeMs < tick.ms
}

export function isExecutable(stats: Pick<Stats, 'mode'>): boolean {
  return (stats.mode & 0o100) !== 0
}

/** Whether a file was left alone between two looks at it. */
export function isUntouched(before: Stats, after: Stats): boolean {
  return (
    before.size === after.size &&
    before.mtimeMs === after.mtimeMs &&
    before.ctimeMs === after.ctimeMs &&
    before.ino === after.ino
  )
}
