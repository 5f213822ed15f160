import type {
  Checkpoint,
  Digest,
  Domain,
  EnvironmentDetails,
  Output,
  Producer,
  RunRecord,
  Stage,
  Usage,
} from '@slipway/core'
import type { CheckpointPorts } from './checkpoint-shelf.ts'
import type { Executor } from './executor.ts'
import type { LiveListener } from './live/live-watch.ts'
import type { PlannedStage } from './plan.ts'
import type { FoundRun, PlanInput, SourceTree } from './plan-input.ts'
import type { StageResult } from './stage-result.ts'

/** Stored files and folders of the workspace, by path. */
export interface StageFiles {
  matches(path: string, output: Output): Promise<boolean>
  /** Whether what is there is a part of this output that was fetched on purpose, unchanged: the rest may be put beside it. */
  isPart(path: string, output: Output): Promise<boolean>
  /** Puts an output there, whatever was there before. */
  restore(path: string, output: Output): Promise<void>
  /** Takes what is there into the store. */
  save(path: string): Promise<Output>
}

export interface RunBook {
  /** The number that the next attempt of a key takes; revoked attempts keep theirs. */
  nextAttempt(key: Digest): Promise<number>
  /** Publishes a run, outputs first; undefined where its attempt is taken. */
  publish(record: RunRecord): Promise<FoundRun | undefined>
  /** Publishes a run that lies on this machine only; returns it as it is where nothing is shared. */
  share(run: FoundRun): Promise<FoundRun>
}

/** Where runs happen, for their records. */
export interface RunFacts {
  readonly domain: Domain
  readonly producer: Producer | null
  readonly environment: RunRecord['environment']
  readonly gpus: number
}

/** Measures from when it is made to when it is asked. */
export interface RunMeter {
  /** Energy of the GPUs up to now; undefined where it is not known. */
  readonly energyWh: number | undefined
  /** Ends it; undefined where there was too little to measure. */
  stop(): Usage | undefined
}

/** Hears how far a run is. */
export interface RunWatcher extends LiveListener {
  starts(planned: PlannedStage, doing: 'run' | 'restore'): void
  output(stream: 'stdout' | 'stderr', chunk: Uint8Array): void
  ends(result: StageResult): void
  /** A stage goes on from a checkpoint. */
  resumes?(planned: PlannedStage, from: Checkpoint): void
  /** Checkpoints of a stage cannot be stored for now; without an error: they can again. */
  checkpointTrouble?(stage: string, error: unknown): void
}

export interface RunPorts {
  /** Root of the workspace, absolute. */
  readonly root: string
  /** What the plan was made from. */
  readonly input: PlanInput
  /** The work tree as it is now. */
  readTree(): Promise<SourceTree>
  readonly files: StageFiles
  readonly book: RunBook
  readonly executor: Executor
  /** Without it, stages start from nothing and keep no checkpoints. */
  readonly checkpoints?: CheckpointPorts
  /** Asked as a stage starts, so that the machine can tell while it runs. */
  facts(): Promise<RunFacts>
  /** Asked when a stage has ended: what it ran in may be its own work. */
  python?(stage: Stage): EnvironmentDetails['python']
  /** Measures what a stage uses while it runs. */
  meter?(stage: Stage): RunMeter
  now(): Date
  /** How often the metrics of a running stage are looked at. */
  readonly livePollMs?: number
  readonly signal: AbortSignal
  readonly watcher: RunWatcher
  /** Run the targets alone: what they need must be known. */
  readonly targetsOnly?: boolean
}
