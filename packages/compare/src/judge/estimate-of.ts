import type { Estimate } from '@slipway/core'
import type { Examined, SplitFinding } from './examine-metric.ts'

const TWO_SIDED_95 = 0.025

/** What may be shown of a metric: the shown rows' numbers, or the bare value. Null where there is no number at all. */
export function estimateOf(examined: Examined): Estimate | null {
  if (examined.source === 'rows') return rowsEstimate(examined.shown)
  const { challenger, champion, difference } = examined
  if (challenger === undefined) return null
  return {
    split: null,
    champion: champion ?? null,
    challenger,
    difference: finite(champion === undefined ? undefined : challenger - champion),
    interval: null,
    limits: difference?.limits ? [...difference.limits] : null,
    standard_error: null,
    df: null,
    rows: null,
    clusters: null,
    method: 'value of a metrics file',
  }
}

/** The estimate on one split; the standard error is the difference's, or the challenger's where there is none. */
export function rowsEstimate({ pair, measured, difference: finding }: SplitFinding): Estimate | null {
  const { challenger, champion, difference } = measured
  if (!Number.isFinite(challenger.estimate)) return null
  const judged = difference ?? challenger
  const interval = difference?.limits(TWO_SIDED_95)
  return {
    split: pair.split,
    champion: finite(champion),
    challenger: challenger.estimate,
    difference: finite(difference?.estimate),
    interval: interval?.every(Number.isFinite) ? [...interval] : null,
    limits: finding?.limits ? [...finding.limits] : null,
    standard_error: finite(judged.standardError),
    df: judged.df !== undefined && judged.df > 0 ? judged.df : null,
    rows: pair.rows,
    clusters: pair.clusters ?? null,
    method: judged.method,
  }
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
