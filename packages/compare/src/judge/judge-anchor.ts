import type { AnchorVerdict } from '@slipway/core'
import { metricReason } from '../explain/metric-reason.ts'
import { sentence } from '../explain/sentence.ts'
import { type Concluded, concludeMetrics, overallOutcome } from './conclude.ts'
import { estimateOf } from './estimate-of.ts'
import { type Comparison, examineMetric, judgesDifference, nameOf } from './examine-metric.ts'
import type { FurtherFinding } from './further-finding.ts'

/**
 * Judges the challenger against the anchor, the release that losses are added up from, by the margins of the gate: merges
 * that each lose a part of a margin must not lose several together. Metrics without a margin pass only by a gain, so that
 * nothing adds up; limits of the challenger alone have been judged. Undefined where no metric has a margin.
 * @param comparison with the anchor in the champion's place, at the look and the levels of the champion's
 * @see docs/statistics.md §2; docs/adr/0010-the-anchor-only-rises.md
 */
export function judgeAnchor(comparison: Comparison): AnchorVerdict | undefined {
  const { input, levels } = comparison
  const { gate } = input.model
  const anchor = input.champion
  const compared = Object.entries(gate.metrics).filter(([, metric]) => judgesDifference(metric))
  if (!anchor || !compared.some(([, { margin }]) => margin !== undefined)) return undefined
  const examined = compared.map(([name, metric]) =>
    examineMetric(name, { ...metric, min: undefined, max: undefined }, comparison),
  )
  const judged = concludeMetrics(examined, gate.goals, levels, true).flatMap(held)
  const outcome = overallOutcome(judged, gate.goals, true) as AnchorVerdict['outcome']
  return {
    version: anchor.side.version,
    model: anchor.side.model,
    predictions: anchor.side.predictions,
    rescored: input.rescored,
    outcome,
    reason: sentence(reasonOf(outcome, judged, nameOf(anchor))),
    metrics: Object.fromEntries(
      judged.map((metric) => [
        metric.examined.name,
        {
          outcome: metric.outcome as AnchorVerdict['outcome'],
          reason: sentence(metricReason(metric)),
          estimate: estimateOf(metric.examined),
          sealed: metric.sealed,
        },
      ]),
    ),
  }
}

/** A loss is worse here only where it is proven to be beyond the margin: what lies within is what the anchor allows. */
function held(metric: Concluded): readonly Concluded[] {
  const { examined, outcome } = metric
  const { margin, judge } = examined.gate
  if (margin === undefined) return outcome === 'better' ? [metric] : []
  if (outcome !== 'worse' || judge === 'point') return [metric]
  const finding = examined.source === 'rows' ? examined.shown.difference : examined.difference
  const beyond = (finding?.limits?.[1] ?? 0) < -margin
  // Its own words for an open loss would call it worse.
  return [beyond ? metric : { ...metric, outcome: 'cannot-tell', difference: 'cannot-tell' }]
}

function reasonOf(outcome: AnchorVerdict['outcome'], judged: readonly Concluded[], name: string): string {
  const obstacles = new Set(judged.map(({ examined }) => examined.obstacle))
  const [obstacle] = obstacles
  if (outcome === 'cannot-tell' && obstacles.size === 1 && obstacle !== undefined)
    return `it cannot be compared with ${name}, from which losses are added up: ${obstacle}`
  const deciding = judged.find((metric) => metric.outcome === outcome)
  const why = deciding ? `: ${metricReason(deciding)}` : ''
  switch (outcome) {
    case 'worse':
      return `with the merges before it, it has lost more than the gate tolerates since ${name}${why}`
    case 'cannot-tell':
      return `it is not shown that, with the merges before it, it stays within the margins since ${name}${why}`
    default:
      return `with the merges before it, it stays within the margins since ${name}${why}`
  }
}

/** A pass takes both; the anchor only takes away. */
export function anchorFinding(anchor: AnchorVerdict | undefined): readonly FurtherFinding[] {
  if (!anchor) return []
  const { outcome, reason } = anchor
  return [{ outcome: outcome === 'better' || outcome === 'non-inferior' ? 'passes' : outcome, reason }]
}
