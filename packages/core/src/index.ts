export type { Anchor, AnchorVerdict } from './anchor.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
export {
  type Checkpoint,
  checkpointPath,
  checkpointPrefix,
  formatCheckpoint,
  parseCheckpoint,
} from './checkpoint.ts'
export {
  CLAIMS_ARTIFACT,
  CLAIMS_FILE,
  type Claims,
  carriedOutputs,
  formatClaims,
  parseClaims,
  zClaims,
} from './claims.ts'
export { type BudgetDecision, decideBudget, type ExpectedStage } from './decide-budget.ts'
export {
  compareDigests,
  type Digest,
  digestOf,
  hexOf,
  isDigest,
  parseDigest,
  readHex,
  shortOf,
} from './digest.ts'
export type { EnvironmentDetails } from './environment-details.ts'
export type { Estimate } from './estimate.ts'
export { formatGcPlan, type GcPlan, parseGcPlan } from './gc-plan.ts'
export {
  formatLook,
  isSameLook,
  type Look,
  type LookSubject,
  lookPath,
  looksPrefix,
  parseLook,
} from './look.ts'
export {
  formatModelJson,
  type Golden,
  type ModelJson,
  parseModelJson,
  zGoldenFile,
  zModelJson,
} from './model-json.ts'
export {
  type AnswerDifference,
  formatModelTestResults,
  type LatencyOf,
  type LatencyResult,
  type ModelTestResults,
  parseModelTestResults,
  type TestSubject,
  testKey,
  testSubject,
} from './model-tests.ts'
export { type Domain, isDomain, isModelName, isStageName, parseDomain, readableDomains } from './names.ts'
export {
  bytesOfPack,
  formatPackEnd,
  PACK_BYTES,
  PACK_FRAME_BYTES,
  PACK_TRAILER_BYTES,
  type PackEntry,
  packEntryBytes,
  packPath,
  parsePackIndex,
  parsePackTrailer,
  scanPackIndex,
} from './pack.ts'
export { formatRecord, parseRecord } from './parse-record.ts'
export {
  formatPlacement,
  type PlacedPiece,
  type Placement,
  parsePlacement,
  placementPath,
} from './placement.ts'
export {
  formatPointer,
  type Kind,
  type Output,
  POINTER_SUFFIX,
  type Pointer,
  parsePointer,
} from './pointer.ts'
export { tryParseByteSize } from './project/byte-size.ts'
export type { RayRule } from './project/executor.ts'
export type { AlarmAction, AlarmRule, LiveRule, PatienceRule, StopRule } from './project/live.ts'
export type { GpuNeeds, MachineNeeds } from './project/machine-needs.ts'
export {
  type Features,
  type ModelTests,
  runsModel,
  type TestKind,
  tablesOfTests,
} from './project/model-tests.ts'
export { nearestName } from './project/nearest-name.ts'
export { PROJECT_FILE, parseProject } from './project/parse-project.ts'
export { type PlotDefinition, type PlotField, plotDefinitions, zPlots } from './project/plots.ts'
export { type Amount, type Budget, GPU_HOURS, type Prices, tryParseAmount } from './project/prices.ts'
export {
  type CheckpointRule,
  evaluateStageOf,
  type Gate,
  type GateMetric,
  gateDigest,
  type Model,
  outputsOf,
  type Project,
  pathsOverlap,
  producerOf,
  type Stage,
} from './project/project.ts'
export { isProjectError, type ProjectError, type ProjectIssue, renderIssue } from './project/project-issue.ts'
export { projectJsonSchema, zProjectFile } from './project/schema.ts'
export {
  columnOf,
  partsOf,
  type SliceFloor,
  type SlicePart,
  type SliceRule,
} from './project/slices.ts'
export {
  type Direction,
  nearestMetric,
  STANDARD_DIRECTION,
  splitMetricName,
  standardDirection,
} from './project/standard-metrics.ts'
export {
  MOST_VARIANTS,
  paramFileOf,
  type StageVariant,
  type SweepRule,
  type SweptValues,
} from './project/sweep.ts'
export { TASKS, type Task } from './project/tasks.ts'
export type { TrainingRows } from './project/training.ts'
export { isInRange, tryParseVersionRange, type VersionRange } from './project/version-range.ts'
export { type YamlMember, yamlMembers } from './project/yaml-members.ts'
export { parseResamples, type Resamples, type SplitResamples } from './resamples.ts'
export {
  type GpuUsage,
  type LiveHistory,
  MOST_CURVE_POINTS,
  type StoppedEarly,
  type Usage,
} from './resource-usage.ts'
export type { Leakage, RowChanges } from './row-changes.ts'
export { type CostTotal, costOf, type PricedRun, type RunCost, sumCosts } from './run-cost.ts'
export {
  type DepId,
  evaluationCode,
  type GitFile,
  gitDirectoryId,
  gitFileId,
  type KeyPreimage,
  runKey,
  runPath,
  runPrefix,
} from './run-key.ts'
export { formatRunRecord, parseRunRecord, type RunRecord, zRunRecord } from './run-record.ts'
export { MOST_STARTS, type Producer, type RunStart } from './run-start.ts'
export { scanTreeBundle } from './scan-tree-bundle.ts'
export { Secret } from './secret.ts'
export type { SliceFindings } from './slice-findings.ts'
export {
  defineErrors,
  type ErrorDetails,
  type ErrorKind,
  exitCodeOf,
  type Location,
  SlipwayError,
} from './slipway-error.ts'
export type { SweepVerdict } from './sweep-verdict.ts'
export { systemRefusal } from './system-error.ts'
export { TEST_KINDS, type TestVerdict } from './test-verdict.ts'
export { encodeEntities, escapeHtml } from './text/escape-html.ts'
export { escapeHtmlInMarkdown, escapeMarkdown } from './text/escape-markdown.ts'
export { clip, plainText, visibleText, widthOf } from './text/plain-text.ts'
export { parseTrainTitle, TRAIN_WORKFLOW, type TrainRequest } from './train-request.ts'
export {
  compareNames,
  entryAt,
  formatTree,
  formatTreeBundle,
  nameProblem,
  parseTree,
  parseTreeBundle,
  type Tree,
  type TreeBundle,
  type TreeEntry,
  type TreeFile,
  treePath,
  treeTexts,
  walkTree,
} from './tree.ts'
export { type UnderUse, underUse } from './under-use.ts'
export {
  formatVerdict,
  type MetricVerdict,
  OUTCOME_EXIT,
  OUTCOMES,
  type Outcome,
  parseVerdict,
  type Side,
  type SignOff,
  type SliceVerdict,
  type Verdict,
  verdictDigest,
  zVerdict,
} from './verdict.ts'
export { VERSION } from './version.ts'
