import type { Checkpoint, Digest, Output, RunStart, Stage } from '@slipway/core'

/** Keeps the checkpoints of stages: on this machine at once, and in the store that everybody shares. */
export interface CheckpointShelf {
  /** Leaves nothing in the stage's folder. */
  empty(stage: Stage): void
  /** Puts the newest one that is whole into the stage's folder, which it then holds alone; undefined where there is none. */
  restore(stage: Stage, key: Digest): Promise<Checkpoint | undefined>
  /** Takes what lies at a path of the workspace onto this machine's shelf. */
  take(path: string): Promise<Output>
  /** Records on this machine what was taken. */
  keep(checkpoint: ShelvedCheckpoint, most: number): Promise<Checkpoint>
  /** Brings it to where others find it; one that was aborted meanwhile is not recorded there. */
  share(checkpoint: Checkpoint, most: number, signal: AbortSignal): Promise<Checkpoint>
  /** Says how the start ended that reached this checkpoint: the same one under a new number. */
  close(checkpoint: Checkpoint, starts: readonly RunStart[]): Promise<void>
  /** Removes the checkpoints of a run that is published. */
  clear(key: Digest): Promise<void>
}

/** What the stage knows of a checkpoint; the shelf adds number and domain. */
export type ShelvedCheckpoint = Omit<Checkpoint, 'seq' | 'domain' | 'schema'>

/** What a run needs for stages with checkpoints. */
export interface CheckpointPorts {
  readonly shelf: CheckpointShelf
  /** Until when a stage may run before it hands over to another job; undefined where it may take its time. */
  readonly deadline: Date | undefined
  /** Start stages from nothing, whatever is on the shelf. */
  readonly fresh: boolean
  /** How often the folder is looked at where the system does not say that it changed. */
  readonly pollMs?: number
}
