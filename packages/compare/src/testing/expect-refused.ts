import { formatVerdict, type Verdict } from '@slipway/core'
import { expect } from 'vitest'

/** A way to fool the gate that did not: no pass, for the right reason, in a verdict that can be written. */
export function expectRefused(verdict: Verdict, outcome: 'worse' | 'cannot-tell', why: RegExp): void {
  expect(verdict.outcome, verdict.reasons[0]).toBe(outcome)
  expect(verdict.reasons.join(' ')).toMatch(why)
  expect(formatVerdict(verdict)).toContain(`"outcome":"${outcome}"`)
}
