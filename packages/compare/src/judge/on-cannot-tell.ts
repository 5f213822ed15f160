import type { Outcome, Verdict } from '@slipway/core'
import { isBelowPower } from '../explain/metric-reason.ts'
import type { Concluded } from './conclude.ts'
import type { Comparison } from './examine-metric.ts'
import type { FurtherFinding } from './further-finding.ts'

/**
 * What the gate does with a *cannot tell*; undefined where a person is asked. It allows one only where noise alone is in the
 * way: what is missing, leaked, spent or open against the anchor is never a pass. A first release always asks.
 */
export function onCannotTell(
  outcome: Outcome,
  concluded: readonly Concluded[],
  findings: readonly FurtherFinding[],
  { input, levels }: Comparison,
): Verdict['on_cannot_tell'] {
  const rule = input.model.gate.onCannotTell
  if (outcome !== 'cannot-tell' || rule === undefined || input.champion === null) return undefined
  if (rule === 'block') return 'block'
  const undecided = concluded.filter((metric) => metric.outcome === 'cannot-tell')
  const onlyNoise =
    levels.noPass === undefined &&
    undecided.length > 0 &&
    undecided.every((metric) => isBelowPower(metric) && metric.limit !== 'cannot-tell') &&
    findings.every((finding) => finding.outcome === 'passes')
  return onlyNoise ? 'allow' : undefined
}
