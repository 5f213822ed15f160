import { describe, expect, it } from 'vitest'
import { parseProject } from './parse-project.ts'
import { gateDigest } from './project.ts'

/** A project whose gate has these lines under its metrics. */
const project = (metrics: string, more = 'predictions: p.parquet') => `version: 1
stages:
  train: { cmd: train, outs: [m.onnx] }
  evaluate: { cmd: evaluate, deps: [m.onnx], outs: [p.parquet], metrics: [r.json] }
models:
  m:
    file: m.onnx
    ${more}
    gate:
      metrics:
        ${metrics}
`
const parse = (metrics: string, more?: string) => parseProject(project(metrics, more), 'slipway.yaml')
const gateOf = (metrics: string) => {
  const model = parse(metrics).models.get('m')
  if (!model) throw new Error('there is no model')
  return model
}

describe('a metric with parameters', () => {
  it('is read, with a direction that follows from it', () => {
    expect(
      gateOf('expected_cost: { role: goal, cost: [[0, 1], [5, 0]], threshold: best }').gate.metrics
        .expected_cost,
    ).toMatchObject({
      direction: 'lower',
      cost: [
        [0, 1],
        [5, 0],
      ],
      threshold: 'best',
    })
    expect(gateOf('ndcg_score@10: { role: goal }').gate.metrics['ndcg_score@10']?.direction).toBe('higher')
    expect(
      gateOf('recall_at_fixed_precision: { role: goal, min-precision: 0.9 }').gate.metrics
        .recall_at_fixed_precision?.minPrecision,
    ).toBe(0.9)
    expect(
      gateOf('p95: { role: goal, column: ms, quantile: 0.95, direction: lower }').gate.metrics.p95?.quantile,
    ).toBe(0.95)
    expect(
      gateOf('own: { role: goal, direction: higher, resamples: r.json }').gate.metrics.own?.resamples,
    ).toBe('r.json')
  })
  it('is part of the gate’s identity, and a gate without parameters keeps the one that it had', () => {
    expect(gateDigest(gateOf('f1: { role: goal, threshold: 0.3 }'))).not.toBe(
      gateDigest(gateOf('f1: { role: goal }')),
    )
    expect(Object.keys(gateOf('f1: { role: goal }').gate.metrics.f1 ?? {})).toEqual([
      'role',
      'direction',
      'column',
      'margin',
      'min',
      'max',
      'judge',
    ])
  })
  const refused: [metrics: string, expected: RegExp, more?: string][] = [
    [
      'expected_calibration_error: { role: goal, direction: lower }',
      /above 0 for a calibrated model.*squared_calibration_error/s,
    ],
    [
      'ece: { role: guard, direction: lower, max: 0.1 }',
      /squared_calibration_error.*brier_score_loss.*log_loss/s,
    ],
    ['roc_auc@10: { role: goal, direction: higher }', /"@" is for metrics that look at the first of a list/],
    ['ndcg@10: { role: goal }', /did you mean "ndcg_score@10"/],
    ['roc_auc: { role: goal, threshold: 0.3 }', /a threshold for "roc_auc"/],
    ['precision: { role: goal, threshold: best }', /one end of the scale/],
    ['f1: { role: goal, threshold: 1.5 }', /threshold/],
    ['cost: { role: goal, cost: [[0, 1], [5, 0, 2]] }', /as many numbers in each list as there are lists/],
    ['cost: { role: goal, cost: [[0, 1, 1], [5, 0, 1], [1, 1, 0]], threshold: 0.5 }', /two lists of two/],
    ['f1: { role: goal, cost: [[0, 1], [5, 0]] }', /costs for "f1", which is computed/],
    ['f1: { role: goal, column: x }', /a column for "f1", which is computed/],
    ['own: { role: goal, direction: higher, column: x, resamples: r.json }', /"column" and "resamples"/],
    [
      'own: { role: goal, direction: higher, resamples: r.json }',
      /resamples, and no predictions/,
      'metrics: [r.json]',
    ],
    ['own: { role: goal, direction: higher, resamples: other.json }', /"other.json", which no stage writes/],
    ['absolute_error_quantile: { role: goal }', /without "quantile"/],
    ['f1: { role: goal, quantile: 0.9 }', /"quantile" for "f1"/],
    ['recall_at_fixed_precision: { role: goal }', /without "min-precision"/],
    ['recall: { role: goal, min-precision: 0.9 }', /"min-precision" for "recall"/],
  ]
  for (const [metrics, expected, more] of refused)
    it(`is refused: ${metrics}`, () => {
      expect(() => parse(metrics, more)).toThrow(expected)
    })
})
