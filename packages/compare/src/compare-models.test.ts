import { formatVerdict, type Gate, type Outcome, parseVerdict, type Verdict } from '@slipway/core'
import { studentTUpperQuantile } from '@slipway/stats'
import { describe, expect, it } from 'vitest'
import { compareModels } from './compare-models.ts'
import {
  type Columns,
  columnsOf,
  gateMetric,
  input,
  judge,
  model,
  predict,
  Random,
  side,
  world,
} from './testing/synthetic.ts'

const METRICS: Gate['metrics'] = {
  roc_auc: gateMetric({ role: 'goal', margin: 0.01 }),
  log_loss: gateMetric({ direction: 'lower', margin: 0.01 }),
}
const GATE = model(METRICS)

/** Two models on one world: the champion sees through `noise[0]`, the challenger through `noise[1]`. */
function twoModels(
  splits: Record<string, number>,
  noise: readonly [number, number],
  clusters?: number,
  seed = 1,
) {
  const random = new Random(seed)
  const rows = world(random, splits, clusters)
  const champion = columnsOf(rows, predict(random, rows, noise[0]))
  const challenger = columnsOf(rows, predict(random, rows, noise[1]))
  return { champion, challenger }
}

/** The same predictions, a little pushed up and down: a change that hardly matters. */
function nudged(columns: Columns): Columns {
  const p = columns.p as number[]
  return { ...columns, p: p.map((v, i) => v + 0.01 * v * (1 - v) * (i % 2 ? 1 : -1)) }
}

const SEALED = { tune: 4000, test: 4000 }
const OPEN = { test: 4000 }

function expectReadable(verdict: Verdict): void {
  expect(parseVerdict(formatVerdict(verdict), 'verdict')).toEqual(verdict)
  for (const reason of [...verdict.reasons, ...Object.values(verdict.metrics).map((metric) => metric.reason)])
    expect(reason).not.toMatch(/undefined|NaN|null|\.\.$|\[object/)
}

describe('compareModels() finds what is there', () => {
  const cases: [string, Record<string, number>, number | undefined, [number, number], Outcome][] = [
    ['truly better', SEALED, 40, [1.2, 0.3], 'better'],
    ['truly better', OPEN, undefined, [1.2, 0.3], 'better'],
    ['truly worse', SEALED, 40, [0.3, 1.2], 'worse'],
    ['truly worse', OPEN, undefined, [0.3, 1.2], 'worse'],
    ['retrained with another seed', SEALED, 40, [0.6, 0.6], 'cannot-tell'],
  ]
  for (const [what, splits, clusters, noise, outcome] of cases) {
    it(`${what}, ${Object.keys(splits).join(' and ')}${clusters ? ', clustered' : ''}: ${outcome}`, () => {
      const { challenger, champion } = twoModels(splits, noise, clusters)
      const verdict = judge(GATE, challenger, champion)
      expect(verdict.outcome).toBe(outcome)
      expect(verdict.mode).toBe('tune' in splits ? 'sealed' : 'open')
      expectReadable(verdict)
    })
  }
  it('a change that hardly matters is non-inferior, sealed and open', () => {
    for (const splits of [SEALED, OPEN]) {
      const { champion } = twoModels(splits, [0.5, 0.5], 40)
      const verdict = judge(GATE, nudged(champion), champion)
      expect(verdict.outcome).toBe('non-inferior')
      expect(verdict.reasons[0]).toMatch(/^No worse than v1\.0\.0, and not shown to be better:/)
      expectReadable(verdict)
    }
  })
  it('identical predictions from different bytes are non-inferior, with or without margins', () => {
    const { champion } = twoModels(SEALED, [0.5, 0.5], 40)
    const strict = model({ roc_auc: gateMetric({ role: 'goal' }), accuracy: gateMetric({ margin: 0 }) })
    for (const gate of [GATE, strict]) {
      const verdict = judge(gate, champion, champion)
      expect(verdict.outcome).toBe('non-inferior')
      expect(verdict.reasons[0]).toBe('It answers every row exactly as v1.0.0 does, from other bytes.')
      expect(verdict.metrics.roc_auc?.estimate).toMatchObject({ difference: 0, standard_error: 0 })
      expectReadable(verdict)
    }
  })
  it('a rescaled probability ranks every row alike: AUC is the same, log loss is judged', () => {
    const { champion } = twoModels(OPEN, [0.5, 0.5])
    const p = (champion.p as number[]).map((v) => v ** 1.02)
    const verdict = judge(GATE, { ...champion, p }, champion)
    expect(verdict.metrics.roc_auc).toMatchObject({ outcome: 'non-inferior', estimate: { difference: 0 } })
    expect(verdict.metrics.roc_auc?.reason).toBe('ROC AUC is the same on every row.')
    expect(verdict.metrics.log_loss?.estimate?.difference).not.toBe(0)
  })
  it('identical model digests are unchanged, whatever the numbers say', () => {
    const { challenger, champion } = twoModels(SEALED, [0.3, 2], 40)
    const verdict = compareModels(input(GATE, side('v1.0.0', challenger), side('v1.0.0', champion)))
    expect(verdict.outcome).toBe('unchanged')
    expect(verdict.metrics.roc_auc).toMatchObject({ outcome: 'shown', sealed: 'not-shown' })
    expectReadable(verdict)
  })
  it('regression: mean absolute and squared error', () => {
    const random = new Random(5)
    const y = Array.from({ length: 1500 }, () => random.normal() * 10)
    const columns = (noise: number): Columns => ({
      row_id: y.map((_, i) => i),
      y,
      y_pred: y.map((v) => v + noise * random.normal()),
    })
    const gate = model({
      mean_absolute_error: gateMetric({ role: 'goal', direction: 'lower', margin: 0.1 }),
      mean_squared_error: gateMetric({ direction: 'lower', margin: 0.5 }),
    })
    expect(judge(gate, columns(2), columns(3)).outcome).toBe('better')
    expect(judge(gate, columns(3), columns(2)).outcome).toBe('worse')
  })
})

describe('compareModels() limits of the rule', () => {
  it('sealed, L is at α/K of the gate’s looks and U at α/m of its metrics, t with G_e − 1 degrees of freedom', () => {
    const { challenger, champion } = twoModels(SEALED, [0.7, 0.6], 40)
    for (const looks of [1, 20, 50]) {
      const { metrics } = judge(model(METRICS, { looks }), challenger, champion)
      for (const [name, sign] of [
        ['roc_auc', 1],
        ['log_loss', -1],
      ] as const) {
        const { difference, standard_error: se, df, limits } = metrics[name]?.estimate ?? {}
        const gain = sign * (difference ?? Number.NaN)
        const critical = (level: number) =>
          studentTUpperQuantile(level, df ?? Number.NaN) * (se ?? Number.NaN)
        expect(limits?.[0]).toBeCloseTo(gain - critical(0.05 / looks), 10)
        expect(limits?.[1]).toBeCloseTo(gain + critical(0.05 / 2), 10)
        expect(df).toBeGreaterThan(37)
        expect(df).toBeLessThan(39)
      }
    }
  })
  it('open, L of look k is at √(k·F(k, ν; 1 − α)), as the decision rule tabulates it for many rows', () => {
    const { challenger, champion } = twoModels(OPEN, [0.7, 0.6])
    const asked = input(model(METRICS), side('challenger', challenger), side('v1.0.0', champion))
    for (const [number, limit] of [
      [1, 1.96],
      [5, 3.33],
      [10, 4.28],
      [20, 5.6],
    ] as const) {
      const { metrics } = compareModels(asked, { kind: 'counted', number, bound: 0.05 })
      const { difference, standard_error: se, limits } = metrics.roc_auc?.estimate ?? {}
      const found = ((difference ?? 0) - (limits?.[0] ?? 0)) / (se ?? Number.NaN)
      expect(Math.abs(found - limit)).toBeLessThan(0.02)
    }
  })
  it('clustered accuracy without a single difference keeps Newcombe’s limits: never an interval without width', () => {
    const { champion } = twoModels(OPEN, [0.6, 0.6], 40)
    const labels = (champion.p as number[]).map((p) => (p > 0.5 ? 1 : 0))
    const sharper = (champion.p as number[]).map((p) => p + 0.01 * p * (1 - p))
    const gate = (margin: number) => model({ accuracy: gateMetric({ margin }) })
    const verdict = (margin: number) =>
      judge(gate(margin), { ...champion, p: sharper, y_pred: labels }, { ...champion, y_pred: labels })
    expect(verdict(0.01).metrics.accuracy).toMatchObject({
      outcome: 'non-inferior',
      estimate: { difference: 0, method: 'Newcombe’s limits for paired proportions' },
    })
    expect(verdict(0.0001).outcome).toBe('cannot-tell')
  })
})

describe('compareModels() first release', () => {
  const { challenger } = twoModels(SEALED, [0.5, 0.5], 40)
  it('cannot tell, shows the numbers, and asks for a person', () => {
    const verdict = compareModels(input(GATE, side('new', challenger), null))
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toMatch(
      /first release: there is nothing to compare with, and a person must accept it/,
    )
    expect(verdict.metrics.roc_auc).toMatchObject({
      outcome: 'shown',
      estimate: { split: 'tune', champion: null, difference: null },
    })
    expectReadable(verdict)
  })
  it('still fails limits, and says that they hold', () => {
    const floor = (min: number) => model({ roc_auc: gateMetric({ min }) })
    const outcome = (min: number) => compareModels(input(floor(min), side('new', challenger), null))
    expect(outcome(0.95)).toMatchObject({ outcome: 'worse', metrics: { roc_auc: { outcome: 'worse' } } })
    expect(outcome(0.6)).toMatchObject({ outcome: 'cannot-tell', metrics: { roc_auc: { outcome: 'holds' } } })
    const { challenger: auc = 0 } = outcome(0.6).metrics.roc_auc?.estimate ?? {}
    expect(outcome(auc)).toMatchObject({ metrics: { roc_auc: { outcome: 'cannot-tell' } } })
    expectReadable(outcome(auc))
  })
})

describe('compareModels() limits of the challenger alone', () => {
  const { challenger, champion } = twoModels(OPEN, [0.6, 0.55])
  const outcome = (metrics: Gate['metrics']) => judge(model(metrics), challenger, champion)
  it('a guard with limits only is not judged against the champion', () => {
    const verdict = outcome({ roc_auc: gateMetric({ min: 0.5 }) })
    expect(verdict).toMatchObject({ outcome: 'non-inferior', metrics: { roc_auc: { outcome: 'holds' } } })
    expectReadable(verdict)
  })
  it('a limit that fails is worse, though the difference is fine', () => {
    const verdict = outcome({ log_loss: gateMetric({ direction: 'lower', margin: 0.5, max: 0.1 }) })
    expect(verdict).toMatchObject({ outcome: 'worse', metrics: { log_loss: { outcome: 'worse' } } })
    expect(verdict.reasons[0]).toMatch(/the gate asks for at most 0\.1\.$/)
  })
  it('accuracy alone has Wilson’s limits where rows are independent', () => {
    const { estimate } = outcome({ accuracy: gateMetric({ min: 0.5 }) }).metrics.accuracy ?? {}
    expect(estimate?.method).toBe('Newcombe’s limits for paired proportions')
    const first = compareModels(
      input(model({ accuracy: gateMetric({ min: 0.5 }) }), side('new', challenger), null),
    )
    expect(first.metrics.accuracy?.estimate?.method).toBe('Wilson’s score limits')
  })
})

describe('compareModels() several goals', () => {
  const random = new Random(11)
  const rows = world(random, { test: 3000 })
  const champion = columnsOf(rows, predict(random, rows, 0.9))
  const better = columnsOf(rows, predict(random, rows, 0.5))
  it('any: one goal that wins suffices; all: every goal has to', () => {
    // Accuracy takes labels: those of the champion, so that only AUC can win.
    const y_pred = (champion.p as number[]).map((p) => (p > 0.5 ? 1 : 0))
    const goals = {
      roc_auc: gateMetric({ role: 'goal', margin: 0.01 }),
      accuracy: gateMetric({ role: 'goal', margin: 0.01 }),
    }
    const outcome = (rule: Gate['goals']) =>
      judge(model(goals, { goals: rule }), { ...better, y_pred }, { ...champion, y_pred }).outcome
    expect(outcome('any')).toBe('better')
    expect(outcome('all')).toBe('non-inferior')
  })
  it('any: a gain that is beyond chance alone, but not once all goals are counted, does not win', () => {
    // The smallest number of looks at which the gain in accuracy still clears the level of one goal.
    const labels = (p: readonly number[]) => p.map((v) => (v > 0.5 ? 1 : 0))
    const y = rows.y
    const base = labels(champion.p as number[])
    const wrong = base.flatMap((label, i) => (label === y[i] ? [] : [i]))
    const right = base.flatMap((label, i) => (label === y[i] ? [i] : []))
    const flip = (n: number, m: number) =>
      base.map((label, i) =>
        wrong.slice(0, n).includes(i) || right.slice(0, m).includes(i) ? 1 - label : label,
      )
    const alone = { accuracy: gateMetric({ role: 'goal', margin: 0.02 }) }
    const both = { ...alone, roc_auc: gateMetric({ role: 'goal', margin: 0.02 }) }
    const verdict = (metrics: Gate['metrics'], n: number) =>
      judge(model(metrics), { ...champion, y_pred: flip(n, 50) }, { ...champion, y_pred: base })
    const least = Array.from({ length: 80 }, (_, i) => 50 + i).find(
      (n) => verdict(alone, n).outcome === 'better',
    )
    expect(least).toBeDefined()
    expect(verdict(both, least ?? 0)).toMatchObject({
      outcome: 'non-inferior',
      metrics: { accuracy: { outcome: 'non-inferior' }, roc_auc: { outcome: 'non-inferior' } },
    })
    expect(verdict(both, least ?? 0).metrics.accuracy?.reason).toMatch(/once all goals are counted/)
    expect(verdict(both, (least ?? 0) + 15).outcome).toBe('better')
  })
})

describe('compareModels() sealed rows', () => {
  it('tell nothing but better, non-inferior or not shown', () => {
    const { challenger, champion } = twoModels(SEALED, [1.2, 0.3], 40)
    const test = (challenger.split as string[]).map((split) => split === 'test')
    const p = challenger.p as number[]
    const other = { ...challenger, p: p.map((v, i) => (test[i] ? Math.min(1, v * 1.001) : v)) }
    const [one, two] = [judge(GATE, challenger, champion), judge(GATE, other, champion)]
    expect(one.metrics.roc_auc?.sealed).toBe('better')
    expect(two).toEqual(one)
    expectReadable(one)
  })
  it('say not shown where a limit is not cleared, or where they are not the champion’s', () => {
    const { challenger, champion } = twoModels(SEALED, [1.2, 0.3], 40)
    const sealed = (min: number, of = challenger) =>
      judge(model({ roc_auc: gateMetric({ role: 'goal', margin: 0.01, min }) }), of, champion).metrics.roc_auc
    expect(sealed(0.6)).toMatchObject({ outcome: 'better', sealed: 'better' })
    const { challenger: auc = 0 } = sealed(0.6)?.estimate ?? {}
    expect(sealed(auc)).toMatchObject({ outcome: 'cannot-tell', sealed: 'not-shown' })
    const { cluster, ...changed } = challenger
    expect(cluster).toBeDefined()
    expect(sealed(0.6, changed)).toMatchObject({ outcome: 'cannot-tell', sealed: 'not-shown' })
  })
  it('have their power told from the noise of the shown rows, scaled by their number', () => {
    const { challenger, champion } = twoModels({ tune: 6000, test: 1500 }, [0.6, 0.6])
    const { estimate, power } = judge(GATE, challenger, champion).metrics.roc_auc ?? {}
    const se = (estimate?.standard_error ?? Number.NaN) * 2
    const critical = studentTUpperQuantile(0.05 / 20, 1499) + studentTUpperQuantile(0.2, 1499)
    expect(power?.detectable).toBeCloseTo(critical * se, 10)
    expect(power?.needed).toBe(Math.ceil(1500 * ((critical * se) / 0.01) ** 2))
  })
  it('cannot say worse: what only they show is not shown', () => {
    const { challenger, champion } = twoModels(SEALED, [0.5, 0.5], 40)
    const reversed = (challenger.p as number[]).map((v, i) =>
      challenger.split?.[i] === 'test' ? 1 - v : (champion.p?.[i] as number),
    )
    const verdict = judge(GATE, { ...challenger, p: reversed }, champion)
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.metrics.roc_auc).toMatchObject({ outcome: 'cannot-tell', sealed: 'not-shown' })
  })
  it('cannot pass a model that the shown rows prove worse', () => {
    const { challenger, champion } = twoModels(SEALED, [1.2, 0.3], 40)
    const spoilt = (challenger.p as number[]).map((v, i) => (challenger.split?.[i] === 'tune' ? 1 - v : v))
    expect(judge(GATE, { ...challenger, p: spoilt }, champion).outcome).toBe('worse')
  })
})

describe('compareModels() is a function of its input', () => {
  const { challenger, champion } = twoModels(SEALED, [0.7, 0.6], 40)
  const gate = model(METRICS, { slices: ['slice'] })
  const sliced = (columns: Columns): Columns => ({
    ...columns,
    slice: (columns.row_id ?? []).map((id) => (Number(id) % 3 ? 'a' : 'b')),
  })
  const shuffled = (columns: Columns, order: readonly number[]): Columns =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, order.map((i) => values[i])]))
  const verdict = judge(gate, sliced(challenger), sliced(champion))
  it('byte for byte, also with the lines of both files shuffled', () => {
    const random = new Random(9)
    const order = () => random.shuffled(8000)
    const again = judge(gate, shuffled(sliced(challenger), order()), shuffled(sliced(champion), order()))
    expect(formatVerdict(again)).toBe(formatVerdict(verdict))
    expect(verdict.slices.length).toBe(4)
  })
  it('weights of one are no weights', () => {
    const weight = new Array<number>(8000).fill(1)
    const weighted = judge(gate, { ...sliced(challenger), weight }, { ...sliced(champion), weight })
    expect(formatVerdict(weighted)).toBe(formatVerdict(verdict))
  })
  it('whole-number weights count like repeated rows in the estimate', () => {
    const weight = (challenger.row_id ?? []).map((id) => (Number(id) % 2 ? 2 : 1))
    const { estimate } =
      judge(GATE, { ...challenger, weight }, { ...champion, weight }).metrics.log_loss ?? {}
    const repeat = (columns: Columns): Columns => {
      const rows = weight.flatMap((w, i) => new Array<number>(w).fill(i))
      return { ...shuffled(columns, rows), row_id: rows.map((_, i) => i) }
    }
    const repeated = judge(GATE, repeat(challenger), repeat(champion)).metrics.log_loss?.estimate
    expect(estimate?.difference).toBeCloseTo(repeated?.difference ?? Number.NaN, 10)
    expect(estimate?.standard_error).toBeCloseTo(repeated?.standard_error ?? Number.NaN, 10)
  })
  it('swapping the sides turns the difference and its interval round', () => {
    const swapped = judge(gate, sliced(champion), sliced(challenger))
    for (const name of Object.keys(METRICS)) {
      const [one, two] = [verdict.metrics[name]?.estimate, swapped.metrics[name]?.estimate]
      expect(two?.difference).toBeCloseTo(-(one?.difference ?? Number.NaN), 10)
      expect(two?.interval?.[0]).toBeCloseTo(-(one?.interval?.[1] ?? Number.NaN), 10)
      expect(two?.standard_error).toBeCloseTo(one?.standard_error ?? Number.NaN, 10)
    }
  })
  it('swapping the sides turns better into worse', () => {
    const clear = twoModels(OPEN, [1.2, 0.3])
    expect(judge(GATE, clear.challenger, clear.champion).outcome).toBe('better')
    expect(judge(GATE, clear.champion, clear.challenger).outcome).toBe('worse')
  })
})

describe('compareModels() values without rows', () => {
  const gate = (metrics: Gate['metrics']) => ({ ...model(metrics), predictions: undefined })
  const outcome = (metrics: Gate['metrics'], challenger: number, champion: number) =>
    judge(gate(metrics), null, null, { challenger: { speed: challenger }, champion: { speed: champion } })
  it('limits are judged as points', () => {
    expect(outcome({ speed: gateMetric({ max: 10 }) }, 9, 1)).toMatchObject({
      outcome: 'non-inferior',
      mode: 'values',
      testset: null,
      metrics: { speed: { outcome: 'holds' } },
    })
    expect(outcome({ speed: gateMetric({ max: 10 }) }, 11, 1).outcome).toBe('worse')
  })
  it('a margin needs "judge: point"; without, noise cannot be judged', () => {
    const margin = { speed: gateMetric({ margin: 0.1 }) }
    const honest = outcome(margin, 1, 1)
    expect(honest.outcome).toBe('cannot-tell')
    expect(honest.reasons[0]).toMatch(/only the number is known, so that nobody can tell a change from noise/)
    expectReadable(honest)
    const point = { speed: gateMetric({ role: 'goal', margin: 0.1, judge: 'point' }) }
    expect(outcome(point, 1.2, 1).outcome).toBe('better')
    expect(outcome(point, 0.9, 1).outcome).toBe('non-inferior')
    expect(outcome(point, 0.8, 1).outcome).toBe('worse')
    expectReadable(outcome(point, 0.8, 1))
  })
  it('stand beside rows: the export’s parity decides as a point', () => {
    const { challenger, champion } = twoModels(SEALED, [1.2, 0.3], 40)
    const parity = model({ ...METRICS, parity_max_diff: gateMetric({ direction: 'lower', max: 1e-5 }) })
    const verdict = (diff: number) =>
      judge(parity, challenger, champion, { challenger: { parity_max_diff: diff }, champion: {} })
    expect(verdict(3e-7)).toMatchObject({
      outcome: 'better',
      metrics: { parity_max_diff: { outcome: 'holds' } },
    })
    expect(verdict(0.86).outcome).toBe('worse')
    expect(verdict(0.86).reasons[0]).toBe('parity_max_diff is 0.86; the gate asks for at most 0.00001.')
  })
})

describe('compareModels() says', () => {
  const { challenger, champion } = twoModels(SEALED, [0.6, 0.6], 40)
  it('how much it would take, where the evidence does not suffice', () => {
    const verdict = judge(GATE, challenger, champion)
    const { power, outcome } = verdict.metrics.roc_auc ?? {}
    expect(outcome).toBe('cannot-tell')
    expect(power).toMatchObject({ target: 0.01, unit: 'clusters' })
    const needed = Math.ceil(40 * ((power?.detectable ?? 0) / 0.01) ** 2)
    expect(Math.abs((power?.needed ?? 0) - needed)).toBeLessThanOrEqual(1)
    expect(verdict.reasons).toContainEqual(
      expect.stringMatching(/takes about \d+ clusters, and there are 40\.$/),
    )
  })
  it('that the evaluation code is another one, unless the champion was scored again', () => {
    const sides = [side('challenger', challenger), { ...side('v1.0.0', champion), evalcode: null }] as const
    const differs = compareModels(input(GATE, ...sides))
    expect(differs.reasons).toContain('Whether both were evaluated by the same code is not known.')
    const again = compareModels(input(GATE, ...sides, { rescored: true }))
    expect(again.reasons).toContain(
      'To compare like with like, v1.0.0 was scored again on the challenger’s rows.',
    )
    expect(again.reasons.join(' ')).not.toMatch(/evaluated by/)
  })
  it('that clusters which lie in both splits undo the seal', () => {
    const across = (columns: Columns): Columns => ({
      ...columns,
      cluster: (columns.row_id ?? []).map((id) => `user ${Number(id) % 50}`),
    })
    const { reasons } = judge(GATE, across(challenger), across(champion))
    expect(reasons.join(' ')).toMatch(/50 clusters have rows in both splits/)
    expect(judge(GATE, challenger, champion).reasons.join(' ')).not.toMatch(/in both splits/)
  })
  it('what the open mode does not protect against', () => {
    const open = twoModels(OPEN, [0.6, 0.6])
    const { mode, reasons } = judge(GATE, open.challenger, open.champion)
    expect(mode).toBe('open')
    expect(reasons.at(-1)).toMatch(
      /all rows are shown, so that what went up on them is kept, and each look is judged more strictly/,
    )
  })
})
