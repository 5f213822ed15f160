import { describe, expect, it } from 'vitest'
import { estimate, metric, verdict } from '../testing/verdict-parts.ts'
import { breaksLimit, fewerRows, metricRows } from './metric-rows.ts'

const rows = metricRows(
  verdict({
    outcome: 'worse',
    reasons: ['so'],
    metrics: {
      a_shown: metric({ role: 'shown', outcome: 'shown' }),
      b_guard: metric({ outcome: 'holds' }),
      c_guard: metric({ outcome: 'worse' }),
      d_goal: metric({ role: 'goal', outcome: 'better' }),
      e_guard: metric({ outcome: 'cannot-tell' }),
    },
  }),
)

describe('metricRows()', () => {
  it('puts goals before guards before the rest, and in each what failed first', () => {
    expect(rows.map(({ name }) => name)).toEqual(['d_goal', 'c_guard', 'e_guard', 'b_guard', 'a_shown'])
  })
})

describe('fewerRows()', () => {
  it('keeps what decided, in the same order', () => {
    expect(fewerRows(rows, 2).map(({ name }) => name)).toEqual(['c_guard', 'e_guard'])
    expect(fewerRows(rows, 3).map(({ name }) => name)).toEqual(['d_goal', 'c_guard', 'e_guard'])
    expect(fewerRows(rows, 0)).toEqual([])
    expect(fewerRows(rows, 99)).toBe(rows)
  })
})

describe('breaksLimit()', () => {
  it('looks at the challenger alone; the limit itself is allowed', () => {
    const at = (challenger: number) =>
      metric({ outcome: 'worse', min: 0, max: 1, estimate: estimate(null, challenger, null) })
    expect([-0.1, 0, 0.5, 1, 1.1].map((value) => breaksLimit(at(value)))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ])
    expect(breaksLimit(metric({ outcome: 'cannot-tell', max: 1 }))).toBe(false)
  })
})
