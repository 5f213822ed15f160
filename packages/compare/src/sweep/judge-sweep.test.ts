import { digestOf, formatVerdict, type Verdict } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { compareModels, openComparison } from '../compare-models.ts'
import { predictionsOf } from '../predictions/predictions-of.ts'
import { type Columns, gateMetric, input, model, Random, side } from '../testing/synthetic.ts'
import type { SweepSide } from './sweep-side.ts'

const ROWS = 1200
const GATE = model({
  mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower', margin: 0.02 }),
})
const random = new Random(17)
const rows = Array.from({ length: 2 * ROWS }, (_, i) => i)
const base = rows.map(() => 10 + random.normal())
const isTest = (i: number) => i >= ROWS

const trained = (
  worse: (i: number) => number,
  split = (i: number) => (isTest(i) ? 'test' : 'tune'),
): Columns => ({
  row_id: rows,
  split: rows.map(split),
  y: rows.map(() => 0),
  y_pred: base.map((loss, i) => loss + worse(i) + 0.3 * random.normal()),
})
const tried = (label: string, columns: Columns, more: Partial<SweepSide> = {}): SweepSide => ({
  label,
  params: { lr: 0.1 },
  digest: digestOf(`predictions of ${label}`),
  predictions: predictionsOf(columns),
  ...more,
})
const champion = side(
  'v1.0.0',
  trained(() => 0),
)
const sweepOf = (own: Columns, sides: readonly SweepSide[], old = champion): Verdict =>
  compareModels(input(GATE, side('best', own), old, { sweep: { sides } }))

const best = trained(() => -0.2)
const near = trained(() => -0.2)
const far = trained(() => 0.3)

describe('judgeSweep()', () => {
  const verdict = sweepOf(best, [tried('far', far), tried('near', near), tried('best', best)])
  it('orders what was tried and marks who is tied with the best', () => {
    const { contenders, ...more } = verdict.sweep ?? expect.fail()
    expect(more).toEqual({
      size: 3,
      metric: 'mean_absolute_error',
      split: 'tune',
      corrected: expect.any(Boolean),
    })
    expect(contenders.map(({ label, tied }) => [label, tied]).slice(2)).toEqual([['far', false]])
    expect(
      contenders
        .filter(({ tied }) => tied)
        .map(({ label }) => label)
        .sort(),
    ).toEqual(['best', 'near'])
    expect(contenders[2]?.proven_behind).toBeGreaterThan(0.4)
    expect(contenders.find(({ label }) => label === 'best')).toMatchObject({
      chosen: true,
      params: { lr: 0.1 },
    })
    expect(formatVerdict(verdict)).toContain('"sweep"')
  })
  it('judges the best of the open rows alone, where sealed rows decide', () => {
    const alone = sweepOf(best, [tried('far', far), tried('best', best)])
    expect(alone).toMatchObject({ outcome: 'better', sweep: { corrected: false, size: 2 } })
    expect(alone.reasons.join(' ')).toMatch(/2 models were tried; this is the best of them on "tune"/)
    const single = compareModels(input(GATE, side('best', best), champion))
    expect(alone.metrics).toEqual(single.metrics)
  })
  it('divides the level where another is better on the open rows: the sealed ones may have chosen', () => {
    const sides = [
      tried('best', near),
      ...Array.from({ length: 19 }, (_, n) =>
        tried(
          `other ${n}`,
          trained(() => -0.3),
        ),
      ),
    ]
    const picked = sweepOf(near, sides)
    const single = compareModels(input(GATE, side('best', near), champion))
    expect(picked.sweep).toMatchObject({ corrected: true, size: 20 })
    const lower = (each: Verdict) => each.metrics.mean_absolute_error?.estimate?.limits?.[0] ?? Number.NaN
    expect(lower(picked)).toBeLessThan(lower(single))
    expect(picked.reasons.join(' ')).toMatch(/each of its passes is judged at a level divided by 20/)
  })
  it('divides the level where all rows are open, also for the best', () => {
    const open = (worse: number) =>
      trained(
        () => worse,
        () => 'test',
      )
    const [old, own] = [side('v1.0.0', open(0)), open(-0.2)]
    const verdict = sweepOf(own, [tried('best', own), tried('far', open(0.3))], old)
    expect(verdict).toMatchObject({ outcome: 'better', mode: 'open', sweep: { corrected: true } })
    expect(verdict.reasons.join(' ')).toMatch(/on the very rows that decide/)
  })
  it('passes hardly any best of twenty that are no better, where the raw level passes one in three', () => {
    let [raw, corrected] = [0, 0]
    for (let n = 0; n < 20; n++) {
      const small = 150
      const make = (noise: number): Columns => ({
        row_id: rows.slice(0, small),
        y: rows.slice(0, small).map(() => 0),
        y_pred: base.slice(0, small).map((loss) => loss + noise * random.normal()),
      })
      const old = side('v1.0.0', make(0))
      const all = Array.from({ length: 20 }, () => make(0.3))
      const sum = (columns: Columns) => (columns.y_pred as number[]).reduce((a, b) => a + b, 0)
      const [own = all[0] ?? {}] = [...all].sort((a, b) => sum(a) - sum(b))
      const sides = all.map((columns, k) => tried(columns === own ? 'best' : `other ${k}`, columns))
      if (compareModels(input(GATE, side('best', own), old)).outcome === 'better') raw++
      if (sweepOf(own, sides, old).outcome === 'better') corrected++
    }
    expect(raw).toBeGreaterThan(5)
    expect(corrected).toBeLessThanOrEqual(4)
  })
  it('counts what cannot be read or compared, and the challenger where it is not among what was tried', () => {
    const fewer = Object.fromEntries(Object.entries(far).map(([name, values]) => [name, values.slice(1)]))
    const sides = [
      tried('broken', far, { predictions: null, problem: 'it is no Parquet file' }),
      tried('fewer', fewer),
    ]
    const { contenders, size } = sweepOf(best, sides).sweep ?? expect.fail()
    expect(size).toBe(3)
    expect(contenders).toMatchObject([
      { label: 'this one', chosen: true, tied: true },
      { label: 'broken', estimate: null, problem: 'it is no Parquet file' },
      { label: 'fewer', problem: 'its rows are not the challenger’s' },
    ])
  })
  it('cannot tell, and asks nothing, where nobody knows how many were tried', () => {
    const given = input(GATE, side('best', best), champion, {
      sweep: { problem: 'no run of this tree wrote "eval/sweep"' },
    })
    expect(openComparison(given).asked).toBeUndefined()
    const verdict = compareModels(given)
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toBe(
      'How many models were tried is not known: no run of this tree wrote "eval/sweep".',
    )
    expect(verdict.metrics.mean_absolute_error?.sealed).toBe('not-shown')
  })
})
