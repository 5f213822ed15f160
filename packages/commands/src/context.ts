/** What a verb may touch besides its adapters: everything that would make it depend on when and where it runs. */
export interface Context {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  /** Aborted when the user interrupts. */
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** Where a verb says how far it is. Results do not go here. */
export interface Progress {
  /** One line that stays. */
  note(line: string): void
  /** A problem that does not stop the work: a warning line, and an annotation in an Action. */
  warn(line: string): void
  /** Long work; `total` in the same unit as advance(). */
  task(label: string, total?: number, unit?: 'bytes' | 'files' | 'stages'): ProgressTask
  /** How something stands that goes on: drawn over where that can be, else told now and then. */
  status?(line: string): void
  /** Output of a child process, passed on as it comes. */
  output(stream: 'stdout' | 'stderr', chunk: Uint8Array): void
}

export interface ProgressTask {
  advance(amount: number): void
  /** Ends the task; the summary stays as a line. */
  done(summary?: string): void
}

/** Says nothing. */
export const silentProgress: Progress = {
  note: () => {},
  warn: () => {},
  task: () => ({ advance: () => {}, done: () => {} }),
  output: () => {},
}
