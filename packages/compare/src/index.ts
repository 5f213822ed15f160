export { chartData } from './charts/chart-data.ts'
export type {
  BinaryCurves,
  CalibrationBin,
  Charts,
  CurvePoint,
  RegressionCurves,
  ResidualBin,
  ScoreBin,
} from './charts/charts.ts'
export type { CompareAnchor, CompareInput, CompareSide, MetricValue } from './compare-input.ts'
export { compareModels, type OpenComparison, openComparison } from './compare-models.ts'
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
export type { Decompressors } from './parquet/open-parquet.ts'
export type { Labels, PredictionRows, Predictions, Task } from './predictions/predictions.ts'
export { predictionsOf } from './predictions/predictions-of.ts'
export { readPredictions } from './predictions/read-predictions.ts'
export { csvFacts } from './tables/csv-facts.ts'
export { parquetFacts } from './tables/parquet-facts.ts'
export { type ColumnFacts, diffTables, type TableChange, type TableFacts } from './tables/table-facts.ts'
export { testsetOf } from './testset.ts'
