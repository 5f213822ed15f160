import { formatVerdict, STANDARD_DIRECTION } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import golden from '../fixtures/classes.json' with { type: 'json' }
import { type Columns, gateMetric, judge, model, Random } from '../testing/synthetic.ts'

const gateOf = (name: string, margin: number) =>
  model({ [name]: gateMetric({ role: 'goal', margin, direction: STANDARD_DIRECTION[name] ?? 'higher' }) })

describe('metrics of several classes agree with scikit-learn and the jackknife done the long way', () => {
  for (const { name, columns, challenger, champion, expected } of golden.cases) {
    for (const [metric, { a, b, se }] of Object.entries(expected)) {
      it(`${metric}, ${name}`, () => {
        const base = Object.fromEntries(Object.entries(columns).filter(([, values]) => values !== null))
        const verdict = judge(
          gateOf(metric, 0.01),
          { ...base, ...challenger } as Columns,
          { ...base, ...champion } as Columns,
        )
        const { estimate } = verdict.metrics[metric] ?? {}
        expect(estimate?.challenger).toBeCloseTo(b, 10)
        expect(estimate?.champion).toBeCloseTo(a, 10)
        expect(estimate?.standard_error).toBeCloseTo(se, 10)
      })
    }
  }
})

/** Three classes, seen through noise of this size. */
function flowers(random: Random, rows: number): { good: Columns; bad: Columns } {
  const names = ['setosa', 'versicolor', 'virginica']
  const y = Array.from({ length: rows }, () => names[random.below(3)] ?? '')
  const base = { row_id: y.map((_, i) => i), y, cluster: y.map((_, i) => `day ${i % 40}`) }
  const side = (strength: number): Columns => {
    const shares = y.map((own) => {
      const raw = names.map((name) => Math.exp(random.normal() + (name === own ? strength : 0)))
      const sum = raw.reduce((total, value) => total + value, 0)
      return raw.map((value) => value / sum)
    })
    return {
      ...base,
      ...Object.fromEntries(names.map((name, c) => [`p:${name}`, shares.map((share) => share[c])])),
    }
  }
  return { good: side(2), bad: side(1) }
}

describe('compareModels() of several classes', () => {
  const { good, bad } = flowers(new Random(51), 1500)
  const { 'p:setosa': setosa, 'p:versicolor': versicolor, 'p:virginica': virginica, ...base } = good
  const named = (y_pred: (row: number) => string | null | undefined): Columns => ({
    ...base,
    y_pred: (base.y ?? []).map((_, row) => y_pred(row)),
  })
  const truth = (row: number) => String(base.y?.[row])
  it('decides by each metric, and finds the same predictions the same', () => {
    for (const name of [
      'accuracy',
      'balanced_accuracy',
      'f1_macro',
      'log_loss',
      'matthews_corrcoef',
      'roc_auc_ovr',
    ]) {
      expect(judge(gateOf(name, 0.01), good, bad).outcome).toBe('better')
      expect(judge(gateOf(name, 0.01), bad, good).outcome).toBe('worse')
      expect(judge(gateOf(name, 0.01), good, good).outcome).toBe('non-inferior')
    }
  })
  it('does not depend on the order of the lines, nor of the columns', () => {
    const order = new Random(5).shuffled(1500)
    const mixed = Object.fromEntries(
      Object.entries(good)
        .reverse()
        .map(([name, values]) => [name, order.map((i) => values[i])]),
    )
    const gate = gateOf('f1_macro', 0.01)
    expect(formatVerdict(judge(gate, mixed, bad))).toBe(formatVerdict(judge(gate, good, bad)))
  })
  it('takes the most probable class where there is no label, and labels where there are no probabilities', () => {
    const gate = gateOf('accuracy', 0.01)
    const best = (row: number) =>
      ['setosa', 'versicolor', 'virginica'].toSorted(
        (a, b) => Number(good[`p:${b}`]?.[row]) - Number(good[`p:${a}`]?.[row]),
      )[0]
    const labels = judge(gate, named(best), bad).metrics.accuracy?.estimate
    expect(labels?.challenger).toBe(judge(gate, good, bad).metrics.accuracy?.estimate?.challenger)
    const none = judge(gateOf('log_loss', 0.01), named(best), bad)
    expect(none.reasons[0]).toMatch(/cannot be judged: the predictions have no column/)
  })
  it('compares a model that knows a class more with one that does not', () => {
    const more: Columns = { ...bad, 'p:unknown': (bad.y ?? []).map(() => 0) }
    for (const name of ['log_loss', 'f1_macro', 'roc_auc_ovr']) {
      expect(judge(gateOf(name, 0.01), more, good).outcome).toBe('worse')
      expect(judge(gateOf(name, 0.01), good, more).outcome).toBe('better')
      const same = judge(gateOf(name, 0.01), more, bad)
      expect(same.outcome).toBe('non-inferior')
    }
    // A class between the others gives them other codes.
    const between = named((row) => (row % 5 === 0 ? 'tulip' : truth(row)))
    expect(judge(gateOf('accuracy', 0.01), between, named(truth)).metrics.accuracy?.estimate).toMatchObject({
      challenger: 0.8,
      champion: 1,
    })
  })
  it('asks for 50 rows of each class where a metric averages over classes, and only there', () => {
    const rare = (columns: Columns): Columns => ({
      ...columns,
      y: (columns.y ?? []).map((name, row) => (row % 31 === 0 ? 'rare' : name)),
      'p:rare': (columns.y ?? []).map(() => 0),
    })
    const few = judge(gateOf('f1_macro', 0.01), rare(good), rare(bad))
    expect(few.reasons[0]).toMatch(/only 49 rows of one class; it takes 50/)
    expect(judge(gateOf('accuracy', 0.01), rare(good), rare(bad)).outcome).toBe('better')
  })
  it('averages over classes that weigh something', () => {
    const weighed = (columns: Columns): Columns => ({
      ...columns,
      y: (columns.y ?? []).map((name, row) => (row % 30 === 0 ? 'none' : name)),
      weight: (columns.y ?? []).map((_, row) => (row % 30 === 0 ? 0 : 1)),
      'p:none': (columns.y ?? []).map(() => 0),
    })
    for (const name of ['f1_macro', 'balanced_accuracy', 'roc_auc_ovr'])
      expect(judge(gateOf(name, 0.01), weighed(good), weighed(bad)).outcome).toBe('better')
  })
  it('never takes classes for numbers, or numbers for classes', () => {
    const numbers: Columns = {
      ...base,
      y: (base.y ?? []).map((_, i) => i % 3),
      y_pred: (base.y ?? []).map(() => 1),
    }
    const asked = (task: 'binary' | 'multiclass' | 'regression', columns: Columns) =>
      judge({ ...gateOf('accuracy', 0.5), gate: { ...gateOf('accuracy', 0.5).gate, task } }, columns, columns)
        .reasons[0]
    expect(asked('regression', good)).toMatch(/the gate says regression, and the predictions are classes/)
    expect(asked('binary', good)).toMatch(/the gate says binary, and/)
    expect(asked('multiclass', numbers)).toMatch(/the gate says multiclass, and the predictions have neither/)
    expect(asked('multiclass', good)).not.toMatch(/cannot be compared|cannot be judged/)
  })
  it('finds labels changed where one file has classes and the other has numbers of the same codes', () => {
    const y = (base.y ?? []).map((_, i) => (i % 2 ? 'b' : 'a'))
    const codes = y.map((name) => (name === 'b' ? 1 : 0))
    const half = codes.map(() => 0.5)
    const { reasons, outcome } = judge(
      gateOf('accuracy', 0.5),
      { ...base, y, 'p:a': half, 'p:b': half },
      { ...base, y: codes, p: half },
    )
    expect(outcome).toBe('cannot-tell')
    expect(reasons[0]).toMatch(/1,500 rows changed in label/)
  })
})
