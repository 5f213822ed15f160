import type { Outcome } from '@slipway/core'

/** What else a pass takes, beyond the metrics against the champion: it can only take away. */
export interface FurtherFinding {
  readonly outcome: 'passes' | 'worse' | 'cannot-tell'
  /** One sentence for people, with its full stop. */
  readonly reason: string
  /** Its reason stands first in whatever does not pass, unless something is proven to be worse. */
  readonly leading?: true
}

/** worse > cannot tell > what the metrics say. */
export function withFindings(outcome: Outcome, findings: readonly FurtherFinding[]): Outcome {
  const says = (word: FurtherFinding['outcome']) => findings.some((finding) => finding.outcome === word)
  if (outcome === 'worse' || says('worse')) return 'worse'
  return says('cannot-tell') ? 'cannot-tell' : outcome
}

/** Puts first the reasons of what decides, and the others behind the first reason. */
export function withReasons(
  reasons: readonly string[],
  alone: Outcome,
  findings: readonly FurtherFinding[],
): string[] {
  const passes = alone === 'better' || alone === 'non-inferior'
  const worse = findings.some(({ outcome }) => outcome === 'worse')
  const decides = ({ outcome, leading }: FurtherFinding) =>
    (leading && alone !== 'worse' && !worse) ||
    (outcome === 'worse' && alone !== 'worse') ||
    (outcome === 'cannot-tell' && passes && !worse)
  const [first = '', ...others] = reasons
  const said = (which: boolean) =>
    findings.filter((each) => decides(each) === which).map(({ reason }) => reason)
  return [...said(true), first, ...said(false), ...others]
}
