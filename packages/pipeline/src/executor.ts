import type { Digest, Stage } from '@slipway/core'

/** One run of a stage, ready to start: its inputs are in place and its outputs are gone. */
export interface StageJob {
  readonly stage: Stage
  readonly key: Digest
  /** Paths of stored inputs that lie in the workspace; what is in Git comes on top. */
  readonly inputs: readonly string[]
  /** Variables that go before all others; undefined takes one away. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the stage when aborted. */
  readonly signal: AbortSignal
  /** A stage that may end well before its time; undefined for one without a rule for it. */
  readonly earlyStop?: EarlyStop
  /** Receives what the commands print, as it comes. */
  output(stream: 'stdout' | 'stderr', chunk: Uint8Array): void
}

/** Two moments of a stage that is stopped early. */
export interface EarlyStop {
  /** Aborted when the rule is fulfilled: from then on a command may end as if it paused. */
  readonly asked: AbortSignal
  /** Aborted when the command is to get SIGTERM: it may still write what it has, and the commands after it run. */
  readonly terminate: AbortSignal
}

/** How a stage ended; `paused` at a checkpoint, to go on another time; `status` as a sentence has it: "exit status 3". */
export type StageEnd =
  | { readonly how: 'done' | 'interrupted' | 'paused' | 'timed-out' }
  | { readonly how: 'failed'; readonly cmd: string; readonly status: string }

/** Runs the commands of a stage somewhere. The process executor is one; a cluster may be another. */
export interface Executor {
  run(job: StageJob): Promise<StageEnd>
}
