export { chartData } from './charts/chart-data.ts'
export type {
  BinaryCurves,
  CalibrationBin,
  Charts,
  ClassCurves,
  Confusion,
  CurvePoint,
  RegressionCurves,
  ResidualBin,
  ScoreBin,
} from './charts/charts.ts'
export type { CompareAnchor, CompareInput, CompareSide, MetricValue } from './compare-input.ts'
export { compareModels, type OpenComparison, openComparison } from './compare-models.ts'
export { type Disagreement, disagreementsOf } from './disagreements.ts'
export {
  decimalsFor,
  formatCount,
  formatDifference,
  formatEstimate,
  formatGiven,
  formatInterval,
} from './format-number.ts'
export { type AskedLook, countLook, type EarlierLook, type LookState } from './look.ts'
export { columnsOf } from './metrics/columns-of.ts'
export { metricLabel } from './metrics/metric-label.ts'
export {
  type Answers,
  differenceOfAnswers,
  type Reading,
  readingOf,
} from './model-tests/answers.ts'
export { type BehaviourTable, behaviourCases } from './model-tests/behaviour-cases.ts'
export { checkCases } from './model-tests/check-cases.ts'
export { believedResults, judgeTests, type TestEvidence } from './model-tests/judge-tests.ts'
export { latencyOf } from './model-tests/latency-of.ts'
export {
  answeredRows,
  type DropMetric,
  dropMetric,
  type MetricDrop,
  meanOfRepeats,
  metricDrop,
  shownSplit,
  shuffled,
  tooFewRows,
} from './model-tests/metric-drop.ts'
export { withTests } from './model-tests/with-tests.ts'
export type { Decompressors } from './parquet/open-parquet.ts'
export type { Labels, PredictionRows, Predictions, Task } from './predictions/predictions.ts'
export { predictionsOf } from './predictions/predictions-of.ts'
export { readPredictions } from './predictions/read-predictions.ts'
export { LeakageSearch } from './rows/leakage.ts'
export type { Sweep, SweepSide } from './sweep/sweep-side.ts'
export { csvFacts } from './tables/csv-facts.ts'
export { parquetFacts } from './tables/parquet-facts.ts'
export { readTable, type Table, type TableColumn } from './tables/read-table.ts'
export { type ColumnFacts, diffTables, type TableChange, type TableFacts } from './tables/table-facts.ts'
export { tableRows } from './tables/table-rows.ts'
export { testsetOf } from './testset.ts'
