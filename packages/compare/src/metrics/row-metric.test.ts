import {
  formatVerdict,
  type Gate,
  parseVerdict,
  STANDARD_DIRECTION,
  type Task,
  type Verdict,
} from '@slipway/core'
import { describe, expect, it } from 'vitest'
import {
  type Columns,
  columnsOf,
  gateMetric,
  judge,
  model,
  predict,
  Random,
  world,
} from '../testing/synthetic.ts'
import { rowMetric } from './row-metric.ts'

const BINARY = [
  'accuracy',
  'average_precision',
  'balanced_accuracy',
  'brier_score_loss',
  'f1',
  'log_loss',
  'matthews_corrcoef',
  'precision',
  'recall',
  'roc_auc',
]
const REGRESSION = [
  'mean_absolute_error',
  'mean_absolute_percentage_error',
  'mean_squared_error',
  'median_absolute_error',
  'r2',
  'root_mean_squared_error',
]

const goal = (name: string, margin: number, column?: string): Gate['metrics'] => ({
  [name]: gateMetric({ role: 'goal', margin, direction: STANDARD_DIRECTION[name] ?? 'higher', column }),
})
const outcome = (verdict: Verdict) => verdict.outcome

function expectReadable(verdict: Verdict): void {
  expect(parseVerdict(formatVerdict(verdict), 'verdict')).toEqual(verdict)
  for (const reason of [...verdict.reasons, ...Object.values(verdict.metrics).map((metric) => metric.reason)])
    expect(reason).not.toMatch(/undefined|NaN|null|\.\.$|\[object/)
}

/** A good and a bad model of numbers, in two splits and 40 clusters each. */
function numbers(random: Random, rows: number): { good: Columns; bad: Columns } {
  const y = Array.from({ length: 2 * rows }, () => 40 + 5 * random.normal())
  const base = {
    row_id: y.map((_, i) => i),
    split: y.map((_, i) => (i < rows ? 'tune' : 'test')),
    cluster: y.map((_, i) => `${i < rows ? 'a' : 'b'}${i % 40}`),
    y,
  }
  const side = (size: number) => ({ ...base, y_pred: y.map((value) => value + size * random.normal()) })
  return { good: side(1), bad: side(2) }
}

const CLASSES = ['accuracy', 'balanced_accuracy', 'f1_macro', 'log_loss', 'matthews_corrcoef', 'roc_auc_ovr']

describe('rowMetric()', () => {
  it('computes every metric whose direction is known by name, and no other', () => {
    const names = Object.keys(STANDARD_DIRECTION)
    const parameters = { column: undefined, quantile: 0.5, minPrecision: 0.5 }
    expect(names.filter((name) => rowMetric(name, parameters) === undefined)).toEqual([])
    expect([...BINARY, ...REGRESSION, ...CLASSES].filter((name) => !names.includes(name))).toEqual([])
    for (const name of ['speed', 'roc_auc@10', 'ndcg_score@'])
      expect(rowMetric(name, { column: undefined })).toBeUndefined()
  })
  it('takes a metric of the task where two have one of that name', () => {
    const judges = (task?: Task) => rowMetric('precision@5', { column: undefined }, task)?.judges
    expect([judges(), judges('binary'), judges('ranking')]).toEqual(['p', 'p', 'score'])
    expect(rowMetric('accuracy', { column: undefined }, 'multilabel')?.tasks).toEqual(['multilabel'])
  })
})

describe('each metric of two classes decides, sealed and clustered, and open', () => {
  const random = new Random(41)
  const rows = world(random, { tune: 1000, test: 1000 }, 40)
  // The truth through noise, on either side of ½: what is better by one metric is better by all.
  const seen = (share: number) => rows.y.map((label) => share * label + (1 - share) * random.uniform())
  const good = columnsOf(rows, seen(0.45))
  const bad = columnsOf(rows, seen(0.3))
  const open = ({ cluster, split, ...columns }: Columns): Columns => columns
  for (const name of BINARY) {
    it(`${name}: better, worse, and the same predictions`, () => {
      const gate = model(goal(name, 0.01))
      const better = judge(gate, good, bad)
      expect(better.outcome).toBe('better')
      expectReadable(better)
      expect(outcome(judge(gate, bad, good))).toBe('worse')
      expect(outcome(judge(gate, open(good), open(bad)))).toBe('better')
      expect(outcome(judge(gate, open(bad), open(good)))).toBe('worse')
      expect(outcome(judge(gate, good, good))).toBe('non-inferior')
    })
  }
})

describe('each metric of numbers decides, sealed and clustered, and open', () => {
  const { good, bad } = numbers(new Random(42), 600)
  const open = ({ cluster, split, ...columns }: Columns): Columns => columns
  for (const name of REGRESSION) {
    it(`${name}: better, worse, and the same predictions`, () => {
      const gate = model(goal(name, 0.001))
      const better = judge(gate, good, bad)
      expect(better.outcome).toBe('better')
      expectReadable(better)
      expect(outcome(judge(gate, bad, good))).toBe('worse')
      expect(outcome(judge(gate, open(good), open(bad)))).toBe('better')
      expect(outcome(judge(gate, good, good))).toBe('non-inferior')
    })
  }
  it('median_absolute_error: by resampling, the same numbers each time, limits too', () => {
    const gate = model({ median_absolute_error: gateMetric({ direction: 'lower', margin: 0.1, max: 1 }) })
    const verdict = judge(gate, good, bad)
    expect(formatVerdict(judge(gate, good, bad))).toBe(formatVerdict(verdict))
    const { estimate, outcome: word } = verdict.metrics.median_absolute_error ?? {}
    expect(estimate?.method).toBe('1000 resamples of the clusters, t')
    expect(estimate?.df).toBe(39)
    expect(word).toBe('better')
    // The median of |N(0, 1)| is 0.674; of 600 rows its standard error is √(1/4)/(2·0.318·√600) = 0.032.
    expect(Math.abs((estimate?.challenger ?? 0) - 0.674)).toBeLessThan(0.1)
    expect(judge(gate, bad, good).outcome).toBe('worse')
  })
  it('median_absolute_error: both models are judged on the same resamples', () => {
    const nudged = { ...good, y_pred: (good.y_pred as number[]).map((v, i) => v + (i % 2 ? 0.01 : -0.01)) }
    const { estimate, outcome: word } =
      judge(model(goal('median_absolute_error', 0.05)), nudged, good).metrics.median_absolute_error ?? {}
    expect(word).toBe('non-inferior')
    // Apart, each has 0.03.
    expect(estimate?.standard_error).toBeLessThan(0.01)
  })
  it('median_absolute_error: rows of weight 0 count as none', () => {
    const gate = model(goal('median_absolute_error', 0.1))
    const without = (columns: Columns): Columns =>
      Object.fromEntries(Object.entries(columns).map(([name, list]) => [name, list.filter((_, i) => i % 3)]))
    const weight = good.y?.map((_, i) => (i % 3 === 0 ? 0 : 1)) ?? []
    const weighted = judge(gate, { ...good, weight }, { ...bad, weight }).metrics.median_absolute_error
    const cut = judge(gate, without(good), without(bad)).metrics.median_absolute_error
    expect(weighted?.estimate?.challenger).toBe(cut?.estimate?.challenger)
    expect(weighted?.outcome).toBe(cut?.outcome)
  })
})

describe('a score of labels cannot be judged', () => {
  const n = 2000
  const y = Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 1 : 0))
  const columns = (label: (row: number) => number): Columns => ({
    row_id: y.map((_, i) => i),
    y,
    y_pred: y.map((_, i) => label(i)),
  })
  const half = columns((i) => (i % 2 === 0 ? 1 : 0))
  it('precision, F1 and Matthews’ correlation of a model that always says no are no numbers or 0', () => {
    const never = columns(() => 0)
    for (const name of ['precision', 'matthews_corrcoef']) {
      const verdict = judge(model(goal(name, 0.5)), never, half)
      expect(verdict.outcome).toBe('cannot-tell')
      expect(verdict.reasons[0]).toMatch(/cannot be judged: it is not a finite number on these rows/)
    }
    expect(outcome(judge(model(goal('f1', 0.01)), never, half))).toBe('worse')
  })
  it('where recall differs on fewer than 40 positives, however many negatives differ', () => {
    const other = (positives: number) =>
      columns((i) => (i % 4 === 0 ? (i / 4 < positives ? 0 : 1) : i % 2 === 0 && i > 700 ? 1 : 0))
    const verdict = (positives: number) => judge(model(goal('recall', 0.3)), other(positives), half)
    expect(verdict(39).reasons[0]).toMatch(/the two differ on only 39 rows; it takes 40/)
    expect(verdict(40).outcome).toBe('non-inferior')
    const all = judge(model(goal('recall', 0.3)), other(0), half)
    expect(all.outcome).toBe('non-inferior')
    expect(all.metrics.recall?.reason).toBe('Recall is the same on every row.')
  })
  it('precision of a model that calls few rows 1, all of them right, and one that is hardly ever wrong', () => {
    const sure = (wrong: number) =>
      columns((i) => ((i % 4 === 0 && i < 800) || (i % 4 === 1 && i < 4 * wrong) ? 1 : 0))
    const verdict = (wrong: number) => judge(model(goal('precision', 0.01)), sure(wrong), half)
    for (const wrong of [0, 19]) {
      expect(verdict(wrong).outcome).toBe('cannot-tell')
      expect(verdict(wrong).reasons[0]).toMatch(
        `of the rows that a model calls 1, only ${wrong} are right, or wrong; it takes 20 of each`,
      )
    }
    expect(verdict(20).outcome).toBe('better')
    const limit = model({ precision: gateMetric({ min: 0.5 }) })
    expect(judge(limit, sure(0), half).outcome).toBe('cannot-tell')
    expect(judge(limit, sure(20), half).outcome).toBe('non-inferior')
  })
  it('of numbers, and a score of numbers of two classes', () => {
    const { good, bad } = numbers(new Random(43), 100)
    expect(judge(model(goal('f1', 0.1)), good, bad).reasons[0]).toMatch(
      /^F1 cannot be judged: it is a metric of two classes/,
    )
    expect(judge(model(goal('r2', 0.1)), half, half).reasons[0]).toMatch(
      /^R² cannot be judged: it is a metric of numbers/,
    )
  })
})

describe('the mean of a column', () => {
  const random = new Random(44)
  const rows = world(random, { test: 1000 })
  const same = columnsOf(rows, predict(random, rows, 0.5))
  const scored = (shift: number, at: (row: number) => number | null = () => 0) => ({
    ...same,
    judge_score: rows.y.map((_, i) => {
      const own = at(i)
      return own === null ? null : Math.round(3 + shift + random.normal() + own)
    }),
  })
  const gate = model(goal('helpfulness', 0.2, 'judge_score'))
  const low = scored(0)
  it('decides where the predictions are the same on every row', () => {
    const verdict = judge(gate, scored(1), low)
    expect(verdict.outcome).toBe('better')
    expect(verdict.metrics.helpfulness?.estimate?.method).toBe('variance of row values, t')
    expectReadable(verdict)
    expect(outcome(judge(gate, scored(-1), low))).toBe('worse')
    const again = judge(gate, low, low)
    expect(again.outcome).toBe('non-inferior')
    expect(again.reasons[0]).toMatch(/^No worse|^It answers every row exactly as v1\.0\.0 does/)
  })
  it('is not hidden by predictions that are the same', () => {
    const other = scored(0.01)
    expect(judge(gate, other, low).reasons[0]).not.toMatch(/answers every row exactly/)
  })
  it('is judged by its direction, and by its limits', () => {
    const lower = model({
      latency: gateMetric({ role: 'goal', margin: 0.2, direction: 'lower', column: 'judge_score' }),
    })
    expect(outcome(judge(lower, scored(-1), low))).toBe('better')
    const limited = model({ latency: gateMetric({ max: 2, direction: 'lower', column: 'judge_score' }) })
    expect(outcome(judge(limited, scored(0), low))).toBe('worse')
  })
  it('cannot be judged where it is missing, is text, or lacks a value', () => {
    const reason = (challenger: Columns, champion: Columns = low) =>
      judge(gate, challenger, champion).reasons[0]
    expect(reason(same)).toMatch(/the predictions have no column of numbers "judge_score"/)
    expect(reason(low, same)).toMatch(/the predictions of v1\.0\.0 have no column of numbers "judge_score"/)
    expect(reason({ ...same, judge_score: rows.y.map(String) })).toMatch(/no column of numbers/)
    expect(reason(scored(1, (i) => (i === 7 ? null : 0)))).toMatch(/not a finite number on these rows/)
  })
  it('is never taken from a metrics file', () => {
    const bare = { ...gate, predictions: undefined }
    const values = { challenger: { helpfulness: 5 }, champion: { helpfulness: 1 } }
    const verdict = judge(bare, null, null, values)
    expect(verdict.outcome).toBe('cannot-tell')
    expect(verdict.reasons[0]).toMatch(/there are no predictions to take its column from/)
  })
})

it('a name that no metrics file has comes with the nearest that there is', () => {
  const gate = { ...model(goal('rmse', 0.1)), predictions: undefined }
  const reason = (values: Record<string, number>) =>
    judge(gate, null, null, { challenger: values, champion: values }).reasons[0]
  expect(reason({})).toMatch(/no metrics file has a value "rmse"; did you mean "root_mean_squared_error"\?/)
  expect(reason({ rmsd: 1 })).toMatch(/did you mean "rmsd"\?/)
})
