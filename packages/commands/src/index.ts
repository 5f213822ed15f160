export { allCommands } from './all-commands.ts'
export {
  type AnyCommand,
  type ArgumentSpec,
  type Command,
  defineCommand,
  kebabCase,
  type OptionSpec,
  type Terminal,
} from './command.ts'
export { type Context, type Progress, type ProgressTask, silentProgress } from './context.ts'
export { budgetText } from './cost/check-budget.ts'
export { dataPullCommand } from './data-pull.ts'
export { dataPushCommand } from './data-push.ts'
export { dataVerifyCommand } from './data-verify.ts'
export { awaitServed, serverAddress } from './deploy/await-served.ts'
export {
  type DeploymentOrder,
  type DeploymentResult,
  deployVersions,
  renderDeploymentSummary,
} from './deploy/deploy-versions.ts'
export { ordersOfReleases, ordersOfTag } from './deploy/deployment-orders.ts'
export { commandError } from './error.ts'
export { finishClaims } from './evidence/finish-claims.ts'
export {
  type ExecutedStage,
  type ExecuteOptions,
  type Execution,
  executedStages,
  executeStages,
} from './execute-stages.ts'
export { formatBytes, formatCount } from './format-bytes.ts'
export { type Forge, openApi, openForge } from './open-forge.ts'
export {
  type OpenWorkspace,
  openStore,
  openWorkspace,
  openWorkspaceAt,
  readProjectFile,
  requireRemote,
} from './open-workspace.ts'
export { planJobs, renderPlanSummary } from './plan-jobs.ts'
export {
  type PlannedWorkspace,
  type PlanOptions,
  type PlanResult,
  planResult,
  planWorkspace,
  type StageLine,
} from './plan-workspace.ts'
export { pointedData } from './pointed-data.ts'
export { renderPreflightSummary } from './preflight/render-preflight-summary.ts'
export { preflightCommand } from './preflight-command.ts'
export { type PlannedProject, type ProjectTree, readPlannedProject } from './project-trees.ts'
export { acceptanceOf } from './promote/acceptance-of.ts'
export { type PromoteResult, promoteModels } from './promote/promote-models.ts'
export { renderPromotionSummary } from './promote/render-promotion.ts'
export { CANDIDATE_WORKFLOW, PULL_REQUEST_WORKFLOW } from './promote-command.ts'
export { readCheckedOut } from './read-checked-out.ts'
export { readProducer } from './read-producer.ts'
export { renderProgress } from './render-progress.ts'
export { renderStarts } from './render-starts.ts'
export { type ReportedRun, reportRun } from './report/report-run.ts'
export { repositoryOf } from './repository-of.ts'
export { planRerun, type RerunPlan } from './rerun/plan-rerun.ts'
export { rerunLost } from './rerun/rerun-lost.ts'
export { renderServedSummary } from './served-by.ts'
export { answerComment } from './slash/answer-comment.ts'
export { type LocatedRun, type StoreLookups, storeLookups } from './store-lookups.ts'
export { warnAboutPlan } from './warn-about-plan.ts'
export { withStoreOf } from './with-store-of.ts'
