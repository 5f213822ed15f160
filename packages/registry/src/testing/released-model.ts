import { digestOf, type Estimate, type ModelJson, type Verdict } from '@slipway/core'
import { oid, verdictOf, work } from './promotion-case.ts'

const estimate: Estimate = {
  split: 'tune',
  champion: 0.751_23,
  challenger: 0.764_31,
  difference: 0.013_08,
  interval: [0.008_12, 0.018_04],
  limits: [0.007, 0.019],
  standard_error: 0.0025,
  df: 15,
  rows: 18_204,
  clusters: 16,
  method: 'delete-one-cluster jackknife',
}

/** A verdict with an interval, a bare value, a name that is hostile, and a metric without a number. */
export function releasedVerdict(): Verdict {
  const metric = {
    direction: 'higher',
    min: null,
    max: null,
    reason: 'because',
    sealed: null,
    power: null,
  } as const
  return {
    ...verdictOf(work()),
    mode: 'sealed',
    reasons: ['Catches more late flights <script>', 'Every guard holds.'],
    metrics: {
      roc_auc: { ...metric, role: 'goal', margin: 0.002, outcome: 'better', estimate, sealed: 'better' },
      'size | **x**': {
        ...metric,
        role: 'shown',
        direction: 'lower',
        margin: null,
        outcome: 'shown',
        estimate: {
          ...estimate,
          split: null,
          champion: null,
          challenger: 447_123.456,
          difference: null,
          interval: null,
          standard_error: null,
        },
      },
      gone: { ...metric, role: 'guard', margin: null, max: 1e-5, outcome: 'cannot-tell', estimate: null },
    },
  }
}

export function releasedModel(): ModelJson {
  const { model, run, evaluation, stages } = work()
  return {
    schema: 'slipway.model/v1',
    model: 'flight-delay',
    version: 'v1.1.0',
    commit: oid('c'),
    file: { path: 'models/delay.onnx', kind: 'file', oid: model, bytes: 9 },
    run: { key: stages[0].key, record: run },
    evaluation: { key: stages[1].key, record: evaluation },
    evaluation_code: null,
    predictions: null,
    metrics: [],
    testset: {
      tune: { digest: digestOf('tune'), rows: 18_204, clusters: 16 },
      test: { digest: digestOf('test'), rows: 20_000, clusters: null },
    },
    data: [{ path: 'data/flights', oid: digestOf('flights') }],
    verdict: digestOf('verdict'),
    gate: digestOf('gate'),
    signature: { inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 12] }], outputs: [] },
    golden: [],
    signoff: null,
  }
}
