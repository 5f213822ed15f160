export type { CheckpointPorts, CheckpointShelf, ShelvedCheckpoint } from './checkpoint-shelf.ts'
export { type ComposedProject, composeProject } from './compose-project.ts'
export { hasEnvironmentLock, isEnvironmentLock } from './environment-lock.ts'
export type { EarlyStop, Executor, StageEnd, StageJob } from './executor.ts'
export { gateChanges } from './gate-changes.ts'
export type { LiveSeries } from './live/live-series.ts'
export type { LiveListener, LiveNews } from './live/live-watch.ts'
export { readParams } from './param-reader.ts'
export type {
  KnownStage,
  MatrixEntry,
  PendingStage,
  Plan,
  PlannedStage,
  PlanWarning,
  StageInput,
  StaleStage,
  Waves,
} from './plan.ts'
export type { DataLookup, FoundRun, PlanInput, RunLookup, SourceTree } from './plan-input.ts'
export { planPipeline } from './plan-pipeline.ts'
export { type ProcessExecutorOptions, processExecutor } from './process-executor.ts'
export type { GraceTimes } from './process-group.ts'
export type { ProjectSource } from './project-source.ts'
export { shellWords } from './python-scripts.ts'
export { restoreKnown } from './restore-known.ts'
export { holdRunLock, type RunLock, type RunLockOptions } from './run-lock.ts'
export type { RunBook, RunFacts, RunMeter, RunPorts, RunWatcher, StageFiles } from './run-ports.ts'
export { runStages } from './run-stages.ts'
export type { StageResult } from './stage-result.ts'
export { readStageState } from './stage-state.ts'
