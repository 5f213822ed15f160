import { digestOf, type ModelTestResults, type Resamples, testSubject } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { compareModels } from './compare-models.ts'
import { judgeTests } from './model-tests/judge-tests.ts'
import { withTests } from './model-tests/with-tests.ts'
import { predictionsOf } from './predictions/predictions-of.ts'
import { expectRefused as refused } from './testing/expect-refused.ts'
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

// Ways to make a bad model pass by evidence that is missing, forged or of something else. All: docs/fooling.md.

const GATE = model({ roc_auc: gateMetric({ role: 'goal', margin: 0.01 }) })
const random = new Random(51)
const rows = world(random, { tune: 1000, test: 1000 })
const champion = columnsOf(rows, predict(random, rows, 1.5))
const better = columnsOf(rows, predict(random, rows, 0.2))
const first = (columns: Columns, count: number): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(0, count)]))

describe('model tests', () => {
  const asked = { ...GATE, tests: { size: { max: '1MB' } } }
  const passing = judge(asked, better, champion)
  const subject = testSubject(asked, digestOf('challenger'), digestOf('v1.0.0'), {
    'cases.csv': digestOf('hard'),
  })
  const judged = (given: ModelTestResults['subject'] | null) => {
    const results: ModelTestResults | null = given && {
      schema: 'slipway.model-tests/v1',
      model: 'flight-delay',
      subject: given,
      machine: { runtime: 'r', platform: 'linux x64', cpu: 'a processor', network: 'isolated' },
      size: { challenger: 1, champion: 1 },
    }
    const sides = input(asked, side('challenger', better), side('v1.0.0', champion))
    return withTests(passing, judgeTests(asked, { subject, results, problem: undefined }, sides))
  }

  it('not run, or of another model, or with easier cases', () => {
    expect(judged(subject).outcome).toBe('better')
    refused(judged(null), 'cannot-tell', /the tests were not run/)
    refused(
      judged({ ...subject, model: digestOf('small') }),
      'cannot-tell',
      /the results are of another model file/,
    )
    refused(
      judged({ ...subject, inputs: { 'cases.csv': digestOf('easy') } }),
      'cannot-tell',
      /the results are of another "cases\.csv"/,
    )
  })
})

describe('resamples', () => {
  const gate = model({ fidelity: gateMetric({ role: 'goal', margin: 0.02, resamples: 'eval/f.json' }) })
  const noise = Array.from({ length: 300 }, () => 0.03 * random.normal())
  const drawn = (estimate: number, values: readonly number[]): Resamples => ({
    schema: 'slipway.resamples/v1',
    method: 'bootstrap',
    seed: 7,
    splits: Object.fromEntries(
      ['tune', 'test'].map((split) => [split, { unit: 'row', units: 1000, estimate, values: [...values] }]),
    ),
  })
  const honest = drawn(
    0.8,
    noise.map((shared) => 0.8 + shared),
  )
  const judged = (own: Resamples, of = (columns: Columns) => columns) =>
    compareModels(
      input(
        gate,
        { ...side('challenger', of(better)), resamples: { fidelity: own } },
        { ...side('v1.0.0', of(champion)), resamples: { fidelity: honest } },
      ),
    )
  // What is in the way of the sealed rows is not told.
  const open = (columns: Columns): Columns => ({
    ...first(columns, 1000),
    split: rows.y.slice(1000).map(() => 'test'),
  })

  it('the champion’s with a gain on top of each', () => {
    const copied = drawn(
      0.9,
      noise.map((shared) => 0.9 + shared),
    )
    refused(judged(copied), 'cannot-tell', /the sealed rows do not settle it/i)
    refused(judged(copied, open), 'cannot-tell', /no noise to judge it by/)
  })
  it('a value that none of its resamples is near', () => {
    const claimed = drawn(
      0.99,
      noise.map((shared) => 0.8 + shared),
    )
    refused(judged(claimed), 'cannot-tell', /lies further from the mean of its resamples than they spread/)
  })
  it('good ones of the open rows, and none of the sealed ones', () => {
    const { tune } = honest.splits
    if (!tune) return expect.fail()
    refused(judged({ ...honest, splits: { tune } }), 'cannot-tell', /the resamples have no split "test"/)
  })
})

describe('a test set', () => {
  it('without rows, which is no file that could be judged', () => {
    expect(() => predictionsOf(first(better, 0))).toThrow(/there are no rows/)
    const challenger = { ...side('challenger', null), problem: 'Cannot use predictions: there are no rows' }
    const verdict = compareModels(input(GATE, challenger, side('v1.0.0', champion)))
    refused(verdict, 'cannot-tell', /^ROC AUC cannot be judged: Cannot use predictions: there are no rows/)
  })
  it('of a few rows that both models know well', () => {
    const few = (columns: Columns) => first(columns, 60)
    refused(judge(GATE, few(better), few(champion)), 'cannot-tell', /of one class; it takes 50/)
  })
})
