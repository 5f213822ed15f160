export type { ByHand } from './by-hand.ts'
export type { CostReport, StageCost } from './cost-report.ts'
export type { Terminal } from './document/render-text.ts'
export type { Explanations } from './explanations.ts'
export { leadingMetrics, type Measured, type MetricHistory, metricHistory } from './history/metric-history.ts'
export { renderHistory } from './history/render-history.ts'
export { type Curve, mermaidCurve } from './live/mermaid-curve.ts'
export { type LiveStage, numberText, renderLiveSummary } from './live/render-live-summary.ts'
export type { MetricChange, MetricsFile, MetricsReport } from './metrics-report.ts'
export { parsePlotData } from './plots/parse-plot-data.ts'
export type { Plot } from './plots/plot-chart.ts'
export { expandPlots, plotsOf } from './plots/plots-of.ts'
export { dataPaths } from './plots/vega-lite/read-vega-lite.ts'
export { type CheckText, renderCheck } from './render-check.ts'
export { COMMENT_CHARACTERS, renderComment } from './render-comment.ts'
export { renderHtml } from './render-html.ts'
export { renderSummary, SUMMARY_BYTES } from './render-summary.ts'
export { renderTerminal } from './render-terminal.ts'
export type {
  Changes,
  DataChange,
  EnvironmentChange,
  ModelReport,
  Report,
  ReportState,
  StageReport,
} from './report.ts'
export { type LineRemark, planReview } from './review/plan-review.ts'
export type { ChangedText } from './review/shown-lines.ts'
