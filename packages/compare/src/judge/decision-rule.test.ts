import { describe, expect, it } from 'vitest'
import { gateMetric } from '../testing/synthetic.ts'
import { type DifferenceFinding, judgePoint, outcomeOf } from './judge-difference.ts'
import { judgePointLimit, type LimitFinding } from './judge-limit.ts'
import { sealedDifference, sealedLimit } from './sealed-outcome.ts'
import { largestClusterShare } from './trouble.ts'

describe('outcomeOf() is the table of the rule, cell by cell', () => {
  const margin = 0.5
  const cells = [
    { limits: [0.1, 0.9], outcome: 'better' },
    { limits: [-0.4, 0.2], outcome: 'non-inferior' },
    { limits: [0, 0.2], outcome: 'non-inferior' },
    { limits: [-0.4, -0.1], outcome: 'non-inferior' },
    { limits: [-0.5, 0.3], outcome: 'cannot-tell' },
    { limits: [-0.9, 0], outcome: 'cannot-tell' },
    { limits: [-0.9, -0.1], outcome: 'worse' },
    { limits: [-2, -0.6], outcome: 'worse' },
  ] as const
  for (const { limits, outcome } of cells)
    it(`with a margin: L ${limits[0]}, U ${limits[1]} is ${outcome}`, () =>
      expect(outcomeOf(limits, margin)).toBe(outcome))
  it('without a margin: L > 0 better, U < 0 worse, else cannot tell', () => {
    expect(outcomeOf([0.1, 0.2], undefined)).toBe('better')
    expect(outcomeOf([-0.2, -0.1], undefined)).toBe('worse')
    expect(outcomeOf([-0.1, 0.1], undefined)).toBe('cannot-tell')
    expect(outcomeOf([0, 0], undefined)).toBe('cannot-tell')
  })
})

describe('judgePoint()', () => {
  const outcome = (difference: number, metric: Parameters<typeof gateMetric>[0]) =>
    judgePoint(gateMetric(metric), difference).outcome
  it('tolerates a loss of exactly the margin, also as subtraction leaves it', () => {
    expect(outcome(0.75 - 0.752, { margin: 0.002 })).toBe('non-inferior')
    expect(outcome(-0.0021, { margin: 0.002 })).toBe('worse')
    expect(outcome(0.001, { margin: 0.002 })).toBe('better')
  })
  it('turns round where less is better, and is worse at any loss without a margin', () => {
    expect(outcome(-0.001, { direction: 'lower' })).toBe('better')
    expect(outcome(0.001, { direction: 'lower' })).toBe('worse')
    expect(outcome(0, { direction: 'lower' })).toBe('non-inferior')
    expect(outcome(-0, {})).toBe('non-inferior')
  })
})

describe('judgePointLimit()', () => {
  it('holds on the limit and fails beyond it', () => {
    expect(judgePointLimit({ min: undefined, max: 1e-5 }, 1e-5).outcome).toBe('holds')
    expect(judgePointLimit({ min: undefined, max: 1e-5 }, 1.1e-5).outcome).toBe('worse')
    expect(judgePointLimit({ min: 0.7, max: undefined }, 0.7).outcome).toBe('holds')
    expect(judgePointLimit({ min: 0.7, max: 0.9 }, 0.69).outcome).toBe('worse')
    expect(judgePointLimit({ min: 0.7, max: 0.9 }, 0.8).outcome).toBe('holds')
  })
})

// docs/adr/0002-sealed-outcome.md, the table.
describe('sealedDifference()', () => {
  const says = (
    outcome: DifferenceFinding['outcome'],
    upper = 0.1,
    kind?: 'rows' | 'not-finite' | 'noise',
  ): DifferenceFinding => ({
    outcome,
    limits: kind ? undefined : [-0.1, upper],
    noGain: 0.5,
    trouble: kind && { text: '', kind },
    same: false,
  })
  const slightlyWorse = says('non-inferior', -0.05)
  const joined = [
    { shown: says('worse', -0.05), sealed: says('better'), outcome: 'worse' },
    { shown: says('worse', -0.05), sealed: says('cannot-tell'), outcome: 'worse' },
    { shown: says('better'), sealed: says('better'), outcome: 'better' },
    { shown: says('cannot-tell'), sealed: says('better'), outcome: 'better' },
    { shown: slightlyWorse, sealed: says('better'), outcome: 'non-inferior' },
    { shown: says('better'), sealed: says('non-inferior'), outcome: 'non-inferior' },
    { shown: slightlyWorse, sealed: says('non-inferior'), outcome: 'non-inferior' },
    { shown: says('cannot-tell', 0, 'rows'), sealed: says('non-inferior'), outcome: 'non-inferior' },
    { shown: says('better'), sealed: says('cannot-tell'), outcome: 'cannot-tell' },
    { shown: says('better'), sealed: says('worse', -0.05), outcome: 'cannot-tell' },
    { shown: says('cannot-tell', 0, 'not-finite'), sealed: says('better'), outcome: 'cannot-tell' },
  ] as const
  for (const { shown, sealed, outcome } of joined) {
    const open = shown === slightlyWorse ? 'slightly worse, proven' : (shown.trouble?.kind ?? shown.outcome)
    it(`shown ${open}, sealed ${sealed.outcome}: ${outcome}`, () =>
      expect(sealedDifference(shown, sealed)).toBe(outcome))
  }
  it('sealedLimit() fails on the shown rows and holds on the sealed ones', () => {
    const limit = (outcome: LimitFinding['outcome']): LimitFinding => ({ outcome, trouble: undefined })
    expect(sealedLimit(limit('worse'), limit('holds'))).toBe('worse')
    expect(sealedLimit(limit('cannot-tell'), limit('holds'))).toBe('holds')
    expect(sealedLimit(limit('holds'), limit('worse'))).toBe('cannot-tell')
  })
})

describe('largestClusterShare()', () => {
  it('is 10 % for many clusters, and what chance exceeds once in a hundred for few', () => {
    expect(largestClusterShare(1000)).toBe(0.1)
    // Grubbs 1950, table of T at 1 % for n = 10: 2.410 one-sided at 1 %, two-sided 2.482; share = T²/(n − 1).
    expect(largestClusterShare(10)).toBeCloseTo(2.482 ** 2 / 9, 2)
    expect(largestClusterShare(30)).toBeCloseTo(3.236 ** 2 / 29, 2)
    expect(largestClusterShare(2)).toBe(1)
  })
})
