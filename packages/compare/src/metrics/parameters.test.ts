import { type GateMetric, standardDirection } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { type Columns, columnsOf, gateMetric, judge, model, Random, world } from '../testing/synthetic.ts'

const goal = (name: string, margin: number, more: Partial<GateMetric> = {}) =>
  model({
    [name]: gateMetric({
      role: 'goal',
      margin,
      direction: standardDirection(name, more) ?? 'lower',
      ...more,
    }),
  })
const random = new Random(71)
const rows = world(random, { tune: 900, test: 900 }, 40)
const seen = (share: number) => rows.y.map((label) => share * label + (1 - share) * random.uniform())
const good = columnsOf(rows, seen(0.45))
const bad = columnsOf(rows, seen(0.3))
const apart = ({ cluster, ...columns }: Columns): Columns => columns
/** The test rows alone, independent. */
const open = ({ split, cluster, ...columns }: Columns): Columns =>
  Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, values.filter((_, i) => split?.[i] === 'test')]),
  )
const COST = [
  [0, 1],
  [5, 0],
]

describe('metrics with parameters decide, sealed and clustered, and open', () => {
  const cases: [name: string, margin: number, more: Partial<GateMetric>][] = [
    ['f1', 0.01, { threshold: 0.4 }],
    ['expected_cost', 0.01, { cost: COST }],
    ['expected_cost', 0.01, { cost: COST, threshold: 0.4 }],
    ['recall_at_fixed_precision', 0.01, { minPrecision: 0.6 }],
    ['precision@330', 0.01, {}],
    ['recall@330', 0.01, {}],
  ]
  for (const [name, margin, more] of cases) {
    it(`${name} ${JSON.stringify(more)}`, () => {
      const gate = goal(name, margin, more)
      for (const make of [(columns: Columns) => columns, open]) {
        const better = judge(gate, make(good), make(bad))
        expect(better.outcome, better.reasons[0]).toBe('better')
        expect(judge(gate, make(bad), make(good)).outcome).toBe('worse')
        expect(judge(gate, make(good), make(good)).outcome).toBe('non-inferior')
      }
    })
  }
})

describe('threshold', () => {
  const called = (columns: Columns, threshold: number): Columns => ({
    ...columns,
    y_pred: (columns.p ?? []).map((p) => (Number(p) > threshold ? 1 : 0)),
  })
  it('of the champion is the one that its labels follow from, for both models', () => {
    const gate = goal('f1', 0.01, { threshold: 'champion' })
    const half = judge(gate, good, bad).metrics.f1?.estimate
    const own = judge(gate, good, called(bad, 0.4)).metrics.f1
    const given = judge(goal('f1', 0.01, { threshold: 0.4 }), good, bad).metrics.f1
    expect(own?.estimate?.champion).toBe(given?.estimate?.champion)
    // It lies somewhere between the rows of the champion that are nearest to 0.4.
    expect(own?.estimate?.challenger).toBeCloseTo(given?.estimate?.challenger ?? 0, 1)
    expect(own?.estimate?.challenger).not.toBeCloseTo(half?.challenger ?? 0, 2)
    expect(half).toEqual(judge(goal('f1', 0.01), good, bad).metrics.f1?.estimate)
  })
  it('of a champion whose labels follow from something else cannot be taken', () => {
    const other = { ...bad, y_pred: rows.y.map((_, i) => i % 2) }
    const verdict = judge(goal('f1', 0.01, { threshold: 'champion' }), good, other)
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toMatch(/labels of the champion do not follow from a threshold/)
    expect(judge(goal('f1', 0.01, { threshold: 'champion' }), good, null).outcome).toBe('cannot-tell')
  })
  it('that is best is chosen by each model on tune, again in every resample, and judged on test', () => {
    for (const name of ['f1', 'accuracy', 'balanced_accuracy', 'matthews_corrcoef']) {
      const gate = goal(name, 0.01, { threshold: 'best' })
      const verdict = judge(gate, apart(good), apart(bad))
      expect(verdict.outcome, verdict.reasons[0]).toBe('better')
      expect(verdict.metrics[name]?.estimate?.method).toMatch(/1000 resamples of the rows, t/)
      expect(judge(gate, apart(bad), apart(good)).outcome).toBe('worse')
    }
    const scaled = { ...good, p: (good.p ?? []).map((p) => Number(p) / 3) }
    expect(judge(goal('f1', 0.01, { threshold: 'best' }), apart(scaled), apart(bad)).outcome).toBe('better')
    expect(judge(goal('f1', 0.01, { threshold: 0.4 }), scaled, bad).outcome).not.toBe('better')
    expect(
      judge(goal('cost', 0.01, { cost: COST, threshold: 'best' }), apart(good), apart(bad)).outcome,
    ).toBe('better')
  })
  it('that is best on the only rows there are flatters, and cannot be judged', () => {
    const verdict = judge(goal('f1', 0.01, { threshold: 'best' }), open(good), open(bad))
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toMatch(
      /chosen on the split "tune" and judged on "test", and there is only one/,
    )
  })
  it('takes probabilities of two classes', () => {
    const labels = { row_id: rows.y.map((_, i) => i), y: [...rows.y], y_pred: [...rows.y] }
    const verdict = judge(goal('f1', 0.01, { threshold: 0.4 }), labels, labels)
    expect(verdict.reasons[0]).toMatch(/a threshold takes predictions of two classes with a column "p"/)
    const bare = { ...goal('f1', 0.01, { threshold: 0.4 }), predictions: undefined }
    const values = judge(bare, null, null, { challenger: { f1: 1 }, champion: { f1: 0 } })
    expect(values.reasons[0]).toMatch(/there are no predictions/)
  })
})

describe('cannot be judged', () => {
  const reason = (gate: ReturnType<typeof goal>, challenger: Columns, champion: Columns) => {
    const verdict = judge(gate, challenger, champion)
    expect(verdict.outcome).toBe('cannot-tell')
    return verdict.reasons[0]
  }
  it('a cost with other classes than there are', () => {
    const three = [0, 1, 2].map(() => [1, 1, 1])
    expect(reason(goal('cost', 1, { cost: three }), good, bad)).toMatch(
      /the cost has 3 lists, and the predictions have 2 classes/,
    )
  })
  it('the first of fewer rows, or of so few that no noise shows', () => {
    expect(reason(goal('recall@5000', 0.01), good, bad)).toMatch(
      /there are 900 rows, and it looks at the first 5000/,
    )
    expect(reason(goal('precision@30', 0.01), open(good), open(bad))).toMatch(
      /of the first 30 rows, only \d+ are right, or wrong; it takes 20/,
    )
  })
  it('recall at a precision that is kept by calls without a miss', () => {
    const sure = { ...good, p: rows.y.map((label) => 0.9 * label + 0.1 * random.uniform()) }
    expect(
      reason(goal('recall_at_fixed_precision', 0.01, { minPrecision: 0.9 }), open(sure), open(bad)),
    ).toMatch(/are right, or wrong/)
  })
  it('a quantile of a column with a gap, and a quantile beyond which there is nearly nothing', () => {
    const gate = goal('latency', 5, { column: 'ms', quantile: 0.95 })
    const timed = (columns: Columns, ms: (row: number) => number | null): Columns => ({
      ...columns,
      ms: rows.y.map((_, i) => ms(i)),
    })
    const usual = timed(good, () => 100 + 10 * random.normal())
    expect(
      judge(
        gate,
        timed(good, () => 60 + 10 * random.normal()),
        usual,
      ).outcome,
    ).toBe('better')
    expect(
      judge(
        gate,
        timed(good, () => 200 + 10 * random.normal()),
        usual,
      ).outcome,
    ).toBe('worse')
    expect(
      reason(
        gate,
        timed(good, (i) => (i === 3 ? null : 60)),
        usual,
      ),
    ).toMatch(/not a finite number/)
    expect(
      reason(
        goal('latency', 5, { column: 'ms', quantile: 0.999 }),
        open(usual),
        open(timed(good, () => 100 + 10 * random.normal())),
      ),
    ).toMatch(/beyond the quantile, only 1 lie; it takes 20/)
  })
})

describe('squared_calibration_error', () => {
  const gate = goal('squared_calibration_error', 0.005)
  const many = new Random(72)
  const z = Array.from({ length: 4000 }, () => 1.5 * many.normal())
  const probability = (logit: number) => 1 / (1 + Math.exp(-logit))
  const base = { row_id: z.map((_, i) => i), y: z.map((own) => (many.uniform() < probability(own) ? 1 : 0)) }
  const side = (slope: number): Columns => ({ ...base, p: z.map((own) => probability(slope * own)) })
  it('finds who says how likely things are, and shows the expected error beside it', () => {
    const verdict = judge(gate, side(1), side(3))
    expect(verdict.outcome).toBe('better')
    expect(verdict.metrics.squared_calibration_error?.estimate?.challenger).toBeLessThan(0.001)
    expect(verdict.metrics.expected_calibration_error).toMatchObject({
      role: 'shown',
      outcome: 'shown',
      estimate: { interval: null, split: 'test' },
    })
    expect(judge(gate, side(3), side(1)).outcome).toBe('worse')
    expect(judge(gate, side(1), side(1.05)).outcome).toBe('non-inferior')
    expect(judge(goal('log_loss', 1), side(1), side(3)).metrics.expected_calibration_error).toBeUndefined()
  })
  it('of a constant is that of one bin, and of too few of a class none', () => {
    const constant = { ...base, p: z.map(() => 0.5) }
    expect(judge(gate, constant, side(3)).outcome).not.toBe('cannot-tell')
    const few = (columns: Columns) => ({ ...columns, y: z.map((_, i) => (i < 49 ? 1 : 0)) })
    expect(judge(gate, few(side(1)), few(side(3))).reasons[0]).toMatch(/only 49 rows of one class/)
  })
})
