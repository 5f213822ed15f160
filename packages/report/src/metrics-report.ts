import type { Json } from '@slipway/core'
import type { Plot } from './plots/plot-chart.ts'
import type { Changes } from './report.ts'

/** What metric files say before and after, where there is no gate: numbers that decide nothing. */
export interface MetricsReport {
  /** What the two sides are called: "main", "work tree". */
  readonly before: string
  readonly after: string
  readonly files: readonly MetricsFile[]
  readonly params: Changes['params']
  readonly plots: readonly Plot[]
  /** Files that could not be read, each with its reason. */
  readonly problems: readonly string[]
}

export interface MetricsFile {
  readonly path: string
  readonly values: readonly MetricChange[]
}

/** One number; undefined where its side has none. */
export interface MetricChange {
  /** Members of nested mappings, joined by dots. */
  readonly name: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}
