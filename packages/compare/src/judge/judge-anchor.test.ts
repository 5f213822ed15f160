import { digestOf, formatVerdict, type Verdict } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import type { CompareAnchor, CompareInput } from '../compare-input.ts'
import { compareModels } from '../compare-models.ts'
import { type Columns, gateMetric, input, model, Random, side } from '../testing/synthetic.ts'

const MARGIN = 0.04
const GATE = model({
  mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower', margin: MARGIN }),
})
const ROWS = 1500
const random = new Random(5)
const rows = Array.from({ length: 2 * ROWS }, (_, i) => i)
const base = rows.map(() => 10 + random.normal())

/** A model whose loss on each row is the base's, `worse` by so much and a little noise: |0 − ŷ| is linear there. */
function trained(worse: number): Columns {
  const noise = rows.map(() => 0.05 * random.normal())
  const mean = (from: number) => noise.slice(from, from + ROWS).reduce((a, b) => a + b, 0) / ROWS
  // On each split the loss is what it is said to be, so that nothing here hangs on luck.
  const off = rows.map((i) => mean(i < ROWS ? 0 : ROWS))
  return columns(base.map((loss, i) => loss + worse + (noise[i] ?? 0) - (off[i] ?? 0)))
}
const columns = (loss: readonly number[]): Columns => ({
  row_id: rows,
  split: rows.map((i) => (i < ROWS ? 'tune' : 'test')),
  y: rows.map(() => 0),
  y_pred: [...loss],
})

const OLD = trained(0)
const anchorIs = (given: Columns | null, problem?: string): CompareAnchor => ({
  side: { ...side('v1.0.0', given), ...(problem === undefined ? {} : { problem }) },
  rescored: false,
})
const against = (worse: number, champion: number, anchor: CompareInput['anchor'], gate = GATE): Verdict =>
  compareModels(
    input(gate, side('challenger', trained(worse)), side('v1.3.0', trained(champion)), { anchor }),
  )

describe('judgeAnchor()', () => {
  it('lets ten merges that each lose a quarter of the margin lose one margin, not two and a half', () => {
    const merge = (anchored: boolean) => {
      let [champion, level, merged] = [OLD, 0, 0]
      for (let n = 1; n <= 10; n++) {
        const tried = trained(level + MARGIN / 4)
        const anchor = anchored && merged > 0 ? anchorIs(OLD) : undefined
        const { outcome } = compareModels(
          input(GATE, side(`try ${n}`, tried), side(`v1.${merged}.0`, champion), { anchor }),
        )
        if (outcome !== 'non-inferior' && outcome !== 'better') continue
        champion = tried
        level += MARGIN / 4
        merged++
      }
      return { level, merged }
    }
    expect(merge(false)).toEqual({ level: expect.closeTo(2.5 * MARGIN), merged: 10 })
    expect(merge(true)).toEqual({ level: expect.closeTo(0.75 * MARGIN), merged: 3 })
  })

  it('cannot tell where the sum of the losses may be the margin, and says so first', () => {
    const verdict = against(MARGIN, 0.75 * MARGIN, anchorIs(OLD))
    expect(verdict).toMatchObject({
      outcome: 'cannot-tell',
      anchor: { outcome: 'cannot-tell', version: 'v1.0.0' },
    })
    expect(verdict.reasons[0]).toMatch(
      /^It is not shown that, with the merges before it, it stays within the margins since v1\.0\.0: /,
    )
    expect(verdict.metrics.mean_absolute_error?.outcome).toBe('non-inferior')
    expect(formatVerdict(verdict)).toContain('"anchor":{')
  })
  it('is worse where the sum is proven to be beyond the margin, and only there', () => {
    const verdict = against(2 * MARGIN, 1.75 * MARGIN, anchorIs(OLD))
    expect(verdict).toMatchObject({ outcome: 'worse', anchor: { outcome: 'worse' } })
    expect(verdict.reasons[0]).toMatch(/^With the merges before it, it has lost more than the gate tolerates/)
    const proven = against(MARGIN - 0.001, 0.75 * MARGIN, anchorIs(OLD)).anchor
    expect(proven?.metrics.mean_absolute_error?.estimate?.limits?.[1]).toBeLessThan(0)
    expect(proven?.outcome).toBe('cannot-tell')
  })
  it('passes a challenger that stays within, and keeps the outcome against the champion', () => {
    const verdict = against(0.5 * MARGIN, 0.8 * MARGIN, anchorIs(OLD))
    expect(verdict).toMatchObject({ outcome: 'better', anchor: { outcome: 'non-inferior' } })
    expect(verdict.reasons[1]).toMatch(/stays within the margins since v1\.0\.0/)
    expect(against(-0.5 * MARGIN, 0.8 * MARGIN, anchorIs(OLD)).anchor?.outcome).toBe('better')
  })
  it('never mends what is bad against the champion', () => {
    expect(against(1.5 * MARGIN, 0, anchorIs(trained(5 * MARGIN))).outcome).toBe('worse')
  })
  it('cannot tell where the anchor cannot be had, with the reason', () => {
    const verdict = against(0, 0.5 * MARGIN, anchorIs(null, 'the store does not hold model.json of v1.0.0'))
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toBe(
      'It cannot be compared with v1.0.0, from which losses are added up: the store does not hold model.json of v1.0.0.',
    )
    const fewer = Object.fromEntries(Object.entries(OLD).map(([name, values]) => [name, values.slice(1)]))
    expect(against(0, 0.5 * MARGIN, anchorIs(fewer)).reasons[0]).toMatch(/not judged on the same rows/)
  })
  it('tells no number of the sealed rows', () => {
    const { anchor } = against(0.5 * MARGIN, 0.4 * MARGIN, anchorIs(OLD))
    expect(anchor?.metrics.mean_absolute_error).toMatchObject({
      sealed: 'non-inferior',
      estimate: { split: 'tune' },
    })
  })
  it('is absent where the champion is its own anchor, answers alike, or nothing has a margin', () => {
    expect(against(0, 0, undefined).anchor).toBeUndefined()
    const champion = side('v1.3.0', trained(0))
    const self = { side: champion, rescored: false }
    expect(compareModels(input(GATE, side('c', OLD), champion, { anchor: self })).anchor).toBeUndefined()
    const alike = side('v1.3.0', { ...OLD })
    const far = anchorIs(trained(-9 * MARGIN))
    expect(compareModels(input(GATE, side('c', OLD), alike, { anchor: far }))).not.toHaveProperty('anchor')
    const bare = model({ mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower' }) })
    expect(against(0, 0.5, anchorIs(OLD), bare).anchor).toBeUndefined()
  })
  it('says so where nobody kept which release was the anchor', () => {
    const verdict = against(0, 0.5 * MARGIN, 'unknown')
    expect(verdict.outcome).toBe('better')
    expect(verdict.reasons.at(-1)).toMatch(/^What v1\.3\.0 had lost when it was released is not known/)
  })
  it('judges bare values as points', () => {
    const gate = {
      ...model({ speed: gateMetric({ role: 'goal', margin: 1, judge: 'point' }) }),
      predictions: undefined,
    }
    const speed = (value: number) => ({ speed: value })
    const outcome = (value: number) =>
      compareModels(
        input(gate, side('c', null, speed(value)), side('v1.3.0', null, speed(9.5)), {
          anchor: {
            side: {
              ...side('v1.0.0', null, speed(10)),
              side: { ...side('v1.0.0', null).side, model: digestOf('old') },
            },
            rescored: false,
          },
        }),
      ).outcome
    expect(outcome(9)).toBe('non-inferior')
    expect(outcome(8.8)).toBe('worse')
  })
})
