import type { SweepVerdict } from '@slipway/core'
import type { CompareInput } from '../compare-input.ts'
import { sentence } from '../explain/sentence.ts'
import { formatCount } from '../format-number.ts'
import type { FurtherFinding } from '../judge/further-finding.ts'
import { metricLabel } from '../metrics/metric-label.ts'

/** A sweep that cannot be read: how many were tried is not known, and with it no level. */
export function sweepFinding({ sweep }: CompareInput): FurtherFinding | undefined {
  if (!sweep || !('problem' in sweep)) return undefined
  return {
    outcome: 'cannot-tell',
    leading: true,
    reason: sentence(`how many models were tried is not known: ${sweep.problem}`),
  }
}

/** How the challenger was chosen and what follows; sentences without their full stop. */
export function sweepNotes(sweep: SweepVerdict | undefined): string[] {
  if (!sweep || sweep.size < 2) return []
  const { size, metric, split, corrected, contenders } = sweep
  const tried = `${formatCount(size)} models were tried`
  const by = metric === null ? '' : ` by ${metricLabel(metric)}`
  const tied = contenders.filter((each) => each.tied && !each.chosen).length
  const others = tied === 0 ? '' : `, tied with ${formatCount(tied)} ${tied === 1 ? 'other' : 'others'}`
  if (!corrected)
    return [
      `${tried}; this is the best of them on "${split}"${by}${others}, and other rows decide, so that it is judged alone`,
    ]
  const isBest = contenders.find((each) => each.chosen)?.behind === 0
  const place = isBest
    ? `this is the best of them${by}${others}, on the very rows that decide`
    : `this is not shown to be the best of them${by}, so that the rows that decide may have chosen it`
  return [
    `${tried}, and ${place}: each of its passes is judged at a level divided by ${formatCount(size)}, for whoever takes the best of ${formatCount(size)} gets luck as well`,
  ]
}
