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

const random = new Random(31)
const rows = world(random, { tune: 6000, test: 3000 }, 40)
const slice = (name: (i: number) => string | number | null) =>
  Array.from({ length: rows.rows }, (_, i) => name(i))
const columns = {
  airport: slice((i) => (i % 100 === 0 ? 'rare' : `A${Math.floor(Math.sqrt(i % 900))}`)),
  hour: slice((i) => (i % 24 === 5 ? null : i % 3)),
}
const champion: Columns = { ...columnsOf(rows, predict(random, rows, 0.7)), ...columns }
const challenger: Columns = { ...columnsOf(rows, predict(random, rows, 0.6)), ...columns }
const metrics = {
  roc_auc: gateMetric({ role: 'goal', margin: 0.01 }),
  log_loss: gateMetric({ direction: 'lower', margin: 0.01 }),
  accuracy: gateMetric({ min: 0.5 }),
}
const slices = (names: string[]) => judge(model(metrics, { slices: names }), challenger, champion).slices

describe('sliceVerdicts()', () => {
  it('gives the most frequent values of each column, of the shown split, per metric that is compared', () => {
    const found = slices(['airport'])
    const values = [...new Set(found.map(({ value }) => value))]
    expect(values.length).toBe(20)
    expect(values).not.toContain('rare')
    expect(found.every(({ estimate }) => estimate.split === 'tune' && (estimate.rows ?? 0) >= 100)).toBe(true)
    expect(new Set(found.map(({ metric }) => metric))).toEqual(new Set(['roc_auc', 'log_loss']))
  })
  it('takes numbers by their values and leaves out rows without one', () => {
    const found = slices(['hour']).filter(({ metric }) => metric === 'roc_auc')
    expect(found.map(({ value }) => value).sort()).toEqual(['0', '1', '2'])
    const total = found.reduce((sum, { estimate }) => sum + (estimate.rows ?? 0), 0)
    expect(total).toBe(6000 - 250)
  })
  it('says nothing of a column that is not there, nor of clusters of one', () => {
    expect(slices(['nowhere', 'cluster'])).toEqual([])
  })
  it('says nothing where the two cannot be compared', () => {
    const gate = model(metrics, { slices: ['hour'] })
    const { cluster, ...other } = challenger
    expect(cluster).toBeDefined()
    expect(judge(gate, other, champion).slices).toEqual([])
  })
})
