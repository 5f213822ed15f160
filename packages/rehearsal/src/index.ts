export { type Access, describeAccess } from './forge/describe-access.ts'
export type { Forge, PersonRef } from './forge/forge.ts'
export { type ForgeOptions, startForge } from './forge/start-forge.ts'
export type {
  Annotation,
  Conclusion,
  ForgePort,
  JobState,
  PermissionLevel,
  Permissions,
  RepositoryRef,
  RunnerPort,
  Status,
  StepState,
  WorkflowEvent,
  WorkflowRunState,
} from './model.ts'
export {
  type ActionSource,
  GITHUB_TIMING,
  type PoolOptions,
  type RunnerOptions,
  type Timing,
} from './runner/options.ts'
export { startRunner } from './runner/start-runner.ts'
export { type Action, parseAction } from './runner/workflow/parse-action.ts'
export { type ParsedWorkflow, parseWorkflow } from './runner/workflow/parse-workflow.ts'
export { type Problem, renderProblem } from './runner/workflow/problem.ts'
export { type FailedJob, failedJobs } from './theatre/failed-jobs.ts'
export { Person } from './theatre/person.ts'
