import type { Gate, Leakage } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { compareModels } from '../compare-models.ts'
import type { LookState } from '../look.ts'
import {
  type Columns,
  columnsOf,
  gateMetric,
  input,
  model,
  predict,
  Random,
  side,
  world,
} from '../testing/synthetic.ts'

const random = new Random(12)
const rows = world(random, { tune: 600, test: 600 })
const champion: Columns = columnsOf(rows, predict(random, rows, 0.6))
const noisy: Columns = columnsOf(rows, predict(random, rows, 0.6))
const metrics = { roc_auc: gateMetric({ role: 'goal', margin: 0.0005 }) }
const gate = (onCannotTell: Gate['onCannotTell'], more: Partial<Gate> = {}) =>
  model(metrics, { ...more, onCannotTell })
const rule = (
  onCannotTell: Gate['onCannotTell'],
  {
    columns = noisy,
    old = champion,
    leakage,
    look,
  }: { columns?: Columns; old?: Columns | null; leakage?: Leakage; look?: LookState } = {},
) => {
  const sides = [side('c', columns), old && side('v1.0.0', old)] as const
  const verdict = compareModels(input(gate(onCannotTell), ...sides, { leakage }), look)
  return [verdict.outcome, verdict.on_cannot_tell]
}

describe('onCannotTell()', () => {
  it('says what the gate says where only noise is in the way', () => {
    expect(rule(undefined)).toEqual(['cannot-tell', undefined])
    expect(rule('block')).toEqual(['cannot-tell', 'block'])
    expect(rule('allow')).toEqual(['cannot-tell', 'allow'])
  })
  it('allows nothing that is missing, leaked, spent or not asked', () => {
    const fewer = Object.fromEntries(Object.entries(noisy).map(([name, values]) => [name, values.slice(1)]))
    expect(rule('allow', { columns: fewer })).toEqual(['cannot-tell', undefined])
    const leakage = { by: null, training_rows: 1, splits: { test: { rows: 1, ids: ['700'] } }, problem: null }
    expect(rule('allow', { leakage })).toEqual(['cannot-tell', undefined])
    const spent = { kind: 'counted', number: 21, bound: 0.05 } as const
    expect(rule('allow', { look: spent })).toEqual(['cannot-tell', undefined])
    expect(rule('allow', { look: { kind: 'withheld', why: 'a draft' } })).toEqual(['cannot-tell', undefined])
    const { p, ...bare } = noisy
    expect(p).toBeDefined()
    expect(rule('allow', { columns: { ...bare, y_pred: rows.y.map(() => 0) } })[1]).toBeUndefined()
  })
  it('asks for a first release, whatever the gate says, and has no say in what is decided', () => {
    expect(rule('allow', { old: null })).toEqual(['cannot-tell', undefined])
    expect(rule('block', { old: null })).toEqual(['cannot-tell', undefined])
    const worse = columnsOf(rows, predict(random, rows, 6))
    expect(rule('allow', { columns: worse })).toEqual(['worse', undefined])
    expect(rule('block', { columns: { ...champion } })).toEqual(['non-inferior', undefined])
  })
})
