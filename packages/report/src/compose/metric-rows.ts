import type { MetricVerdict, Verdict } from '@slipway/core'

export interface MetricRow {
  readonly name: string
  readonly metric: MetricVerdict
}

const ROLE: Record<MetricVerdict['role'], number> = { goal: 0, guard: 1, shown: 2 }
const OUTCOME: Record<MetricVerdict['outcome'], number> = {
  worse: 0,
  'cannot-tell': 1,
  better: 2,
  'non-inferior': 3,
  holds: 4,
  shown: 5,
}

/** The metrics of a verdict as they are read: goals, guards, the rest; in each, what failed first. */
export function metricRows(verdict: Verdict): readonly MetricRow[] {
  return Object.entries(verdict.metrics)
    .map(([name, metric]) => ({ name, metric }))
    .sort(
      (a, b) =>
        ROLE[a.metric.role] - ROLE[b.metric.role] ||
        OUTCOME[a.metric.outcome] - OUTCOME[b.metric.outcome] ||
        (a.name < b.name ? -1 : 1),
    )
}

/** The same, at most so many: what decided the outcome stays longest. */
export function fewerRows(rows: readonly MetricRow[], most: number): readonly MetricRow[] {
  if (rows.length <= most) return rows
  const kept = new Set(
    [...rows].sort((a, b) => OUTCOME[a.metric.outcome] - OUTCOME[b.metric.outcome]).slice(0, most),
  )
  return rows.filter((row) => kept.has(row))
}

/** The metric that the reader came for: the first goal, else the first that is gated. */
export function leadingMetric(verdict: Verdict): MetricRow | undefined {
  return metricRows(verdict)[0]
}

/** True where the challenger itself is outside what was asked of it, whatever the champion is. */
export function breaksLimit({ min, max, estimate }: MetricVerdict): boolean {
  if (!estimate) return false
  return (max !== null && estimate.challenger > max) || (min !== null && estimate.challenger < min)
}
