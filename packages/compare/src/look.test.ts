import { digestOf } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { compareModels, openComparison } from './compare-models.ts'
import { countLook, type EarlierLook, type LookState } from './look.ts'
import { columnsOf, gateMetric, input, model, predict, Random, side, world } from './testing/synthetic.ts'

const GATE = model({ roc_auc: gateMetric({ role: 'goal', margin: 0.02 }) })
const random = new Random(3)
const rows = world(random, { tune: 3000, test: 3000 })
const champion = columnsOf(rows, predict(random, rows, 1.5))
const better = columnsOf(rows, predict(random, rows, 0.2))
const worse = columnsOf(rows, predict(random, rows, 4))
const asked = (columns = better, gate = GATE) =>
  input(gate, side('challenger', columns), side('v1.0.0', champion))
const lookAt = (number: number): LookState => ({ kind: 'counted', number, bound: 0.05 })

describe('openComparison() asks', () => {
  it('the rows that decide, about both predictions under one gate', () => {
    const { asked: look } = openComparison(asked())
    expect(look).toMatchObject({
      mode: 'sealed',
      looks: 20,
      challenger: digestOf('predictions of challenger'),
      champion: digestOf('predictions of v1.0.0'),
      rows: 3000,
    })
    expect(look?.sketch).toHaveLength(512)
    const strict = model(GATE.gate.metrics, { looks: 50 })
    expect(openComparison(asked(better, strict)).asked?.gate).not.toBe(look?.gate)
  })
  it('nothing where there is nothing to ask', () => {
    const challenger = side('challenger', better)
    const old = side('v1.0.0', champion)
    const nothing = [
      input(GATE, challenger, null),
      input(GATE, old, old),
      input(GATE, side('challenger', champion), old),
      input(GATE, challenger, side('v1.0.0', null)),
      input(
        GATE,
        side('challenger', { ...better, row_id: better.row_id?.map((id) => Number(id) + 1) ?? [] }),
        old,
      ),
      input(GATE, side('challenger', null, { roc_auc: 0.8 }), side('v1.0.0', null, { roc_auc: 0.7 })),
    ]
    for (const each of nothing) expect(openComparison(each).asked).toBeUndefined()
  })
  it('about a column of its own though the predictions are the same', () => {
    const gate = model({ cost: gateMetric({ role: 'goal', direction: 'lower', column: 'cost', margin: 1 }) })
    const cost = (base: number) => ({ ...champion, cost: rows.y.map((y, i) => base + y + (i % 7)) })
    const comparison = openComparison(input(gate, side('challenger', cost(1)), side('v1.0.0', cost(2))))
    expect(comparison.asked).toBeDefined()
  })
})

describe('compareModels() with a look', () => {
  it('writes its number and the bound into the verdict', () => {
    const verdict = compareModels(asked(), lookAt(7))
    expect(verdict).toMatchObject({ outcome: 'better', look: { number: 7, bound: 0.05 } })
    expect(verdict.reasons.join(' ')).toMatch(/look 7 of 20 on these rows.*at most 5\u00a0% over all 20/i)
  })
  it('judges every sealed look alike', () => {
    const { look: _, reasons: __, ...first } = compareModels(asked(), lookAt(1))
    const { look: ___, reasons: ____, ...last } = compareModels(asked(), lookAt(20))
    expect(last).toEqual(first)
  })
  it('passes nothing once the budget is spent, says why, and still knows what is worse', () => {
    const spent = compareModels(asked(), lookAt(21))
    expect(spent).toMatchObject({
      outcome: 'cannot-tell',
      metrics: { roc_auc: { outcome: 'cannot-tell', sealed: 'not-shown' } },
    })
    expect(spent.reasons[0]).toMatch(/^These rows have been asked 20 times/)
    expect(compareModels(asked(worse), lookAt(21)).outcome).toBe('worse')
    expect(compareModels(asked(better, model(GATE.gate.metrics, { looks: 21 })), lookAt(21)).outcome).toBe(
      'better',
    )
  })
  it('passes nothing where the rows are not asked, and tells nothing of them', () => {
    const withheld: LookState = { kind: 'withheld', why: 'a fork spends no look' }
    const [good, bad] = [better, columnsOf(rows, predict(new Random(9), rows, 1.5))].map((columns) =>
      compareModels(asked(columns), withheld),
    )
    for (const verdict of [good, bad])
      expect(verdict).toMatchObject({
        outcome: 'cannot-tell',
        look: null,
        metrics: { roc_auc: { sealed: 'not-shown' } },
      })
    expect(good?.reasons[0]).toMatch(/were not asked: a fork spends no look/)
    expect(good?.metrics.roc_auc?.reason).toMatch(/gave no answer\.$/)
    expect(compareModels(asked(worse), withheld).outcome).toBe('worse')
  })
  it('needs no answer where the two never differ', () => {
    const same = input(GATE, side('challenger', { ...champion }), side('v1.0.0', champion))
    expect(compareModels(same, lookAt(21)).outcome).toBe('non-inferior')
  })
})

describe('countLook()', () => {
  const sketchOf = (name: string, n = 400) =>
    Array.from({ length: n }, (_, i) => digestOf(`${name} ${i}`).slice(7, 23)).sort()
  const look = (name: string, looks = 20): EarlierLook => ({ looks, rows: 400, sketch: sketchOf(name) })

  it('counts the looks whose rows are the same, and no others', () => {
    const ledger = [look('june'), look('may'), look('june')]
    expect(countLook(look('june'), ledger)).toEqual({ number: 3, bound: 0.05 })
    expect(countLook(look('july'), ledger)).toEqual({ number: 1, bound: 0.05 })
    expect(countLook(look('june'), [])).toEqual({ number: 1, bound: 0.05 })
  })
  it('knows rows again of which some were added, or left out', () => {
    const june = sketchOf('june')
    const more = { looks: 20, rows: 500, sketch: [...june, ...sketchOf('july', 100)].sort() }
    const fewer = { looks: 20, rows: 100, sketch: june.slice(0, 100) }
    for (const rows of [more, fewer]) expect(countLook(rows, [look('june')]).number).toBe(2)
  })
  it('adds up what each budget allows, so that raising it costs what it costs', () => {
    const spent = Array.from({ length: 20 }, () => look('june'))
    expect(countLook(look('june', 40), spent)).toEqual({ number: 21, bound: 0.075 })
    expect(countLook(look('june', 20), spent)).toEqual({ number: 21, bound: 0.05 })
  })
})
