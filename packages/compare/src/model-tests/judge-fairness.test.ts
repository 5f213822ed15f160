import type { Gate, ModelTests } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { CompareSide } from '../compare-input.ts'
import { predictionsOf } from '../predictions/predictions-of.ts'
import { judgeFairness } from './judge-fairness.ts'

type Fairness = NonNullable<ModelTests['fairness']>

const gate = {} as Gate
const ask = (spec: Partial<Fairness>): Fairness => ({
  by: ['group'],
  measures: ['true_positive_rate'],
  ...spec,
})

/** Rows of two groups, half of them positive; so many of the positives of each are found. */
function side(found: { a: number; b: number }, each = 400, cluster?: (row: number) => string): CompareSide {
  const rows = Array.from({ length: 2 * each }, (_, i) => {
    const group = i < each ? 'a' : 'b'
    const y = i % 2
    const place = Math.floor((i % each) / 2) / (each / 2)
    return { row_id: i, y, p: y === 1 && place < found[group] ? 0.8 : 0.2, group, cluster: cluster?.(i) }
  })
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name])
  const predictions = predictionsOf({
    row_id: column('row_id'),
    y: column('y'),
    p: column('p'),
    group: column('group'),
    ...(cluster && { cluster: rows.map((row) => row.cluster ?? '') }),
  })
  return { predictions } as unknown as CompareSide
}

const judged = (spec: Partial<Fairness>, challenger: CompareSide, champion: CompareSide | null = null) =>
  judgeFairness({ gate }, ask(spec), { challenger, champion })

describe('judgeFairness()', () => {
  it('takes the limits of the widest gap: within, beyond, and not to be told', () => {
    const [held] = judged({ max: 0.15 }, side({ a: 0.8, b: 0.78 }))
    expect(held).toMatchObject({ outcome: 'holds', max: 0.15 })
    expect(held?.challenger).toBeCloseTo(0.02, 10)
    expect(judged({ max: 0.1 }, side({ a: 0.9, b: 0.6 }))[0]?.outcome).toBe('worse')
    expect(judged({ max: 0.05 }, side({ a: 0.8, b: 0.78 }))[0]?.outcome).toBe('cannot-tell')
    expect(judged({}, side({ a: 0.9, b: 0.6 }))[0]?.outcome).toBe('shown')
  })

  it('asks that the gap is no wider than the champion’s, on the same rows', () => {
    const champion = side({ a: 0.8, b: 0.7 })
    const beside = (challenger: CompareSide, other: CompareSide | null = champion) =>
      judged({ margin: 0.05 }, challenger, other)[1]
    expect(beside(champion)).toMatchObject({ outcome: 'holds', challenger: 0 })
    expect(beside(side({ a: 0.75, b: 0.74 }))?.outcome).toBe('holds')
    expect(beside(side({ a: 0.95, b: 0.5 }))?.outcome).toBe('worse')
    expect(beside(side({ a: 0.83, b: 0.69 }))?.outcome).toBe('cannot-tell')
    expect(beside(champion, null)?.outcome).toBe('cannot-tell')
  })

  it('cannot tell of few rows, few clusters, a column that is not there, and another task', () => {
    const outcome = (challenger: CompareSide, spec: Partial<Fairness> = {}) =>
      judged({ max: 0.9, ...spec }, challenger)[0]?.outcome
    const fair = { a: 0.8, b: 0.8 }
    expect(outcome(side(fair))).toBe('holds')
    // 40 positives a group.
    expect(outcome(side(fair, 80))).toBe('cannot-tell')
    expect(outcome(side(fair, 400, (row) => `day ${row % 5}`))).toBe('cannot-tell')
    expect(outcome(side(fair, 400, (row) => `day ${row % 40}`))).toBe('holds')
    expect(outcome(side(fair), { by: ['sex'] })).toBe('cannot-tell')
    expect(
      judgeFairness({ gate: { task: 'regression' } as Gate }, ask({ max: 1 }), {
        challenger: side(fair),
        champion: null,
      }),
    ).toMatchObject([{ outcome: 'cannot-tell' }])
  })

  it('measures selection, false alarms and calibration of the same rows', () => {
    const measures = ['selection_rate', 'false_positive_rate', 'calibration'] as const
    const found = judged({ measures: [...measures] }, side({ a: 1, b: 0.5 }))
    // Positives are half of the rows: 0.5 and 0.25 are selected, none wrongly; y − p is 0 and 0.15 on average.
    const gaps = found.map(({ challenger }) => challenger ?? Number.NaN)
    for (const [i, gap] of [0.25, 0, 0.15].entries()) expect(gaps[i]).toBeCloseTo(gap, 10)
  })
})
