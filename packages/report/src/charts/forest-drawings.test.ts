import { describe, expect, it } from 'vitest'
import { estimate, metric, slice, verdict } from '../testing/verdict-parts.ts'
import { metricsDrawing, slicesDrawing } from './forest-drawings.ts'

const judged = verdict({
  outcome: 'better',
  reasons: ['so'],
  metrics: {
    log_loss: metric({
      direction: 'lower',
      margin: 0.002,
      outcome: 'better',
      estimate: estimate(0.45, 0.44, 0.001, { interval: [-0.012, -0.008] }),
    }),
    parity: metric({ outcome: 'holds', max: 1, estimate: estimate(0, 0, null) }),
  },
  slices: [
    slice('a', 'x', 100, 0.45, 0.44, 0.001, 'log_loss'),
    slice('a', 'x', 100, 0.45, 0.46, 0.001, 'log_loss'),
  ],
})

describe('metricsDrawing()', () => {
  it('turns better to the right and scales a row by the furthest that it reaches', () => {
    const [drawing] = metricsDrawing(judged)
    const [row] = (drawing?.rows.rows ?? []) as { point: number; low: number; high: number }[]
    expect(row?.point).toBeCloseTo(0.01 / 0.012)
    expect([row?.low, row?.high]).toEqual([0.008 / 0.012, 1])
    expect(drawing?.rows.margins).toEqual([{ label: 'log loss', margin: -0.002 / 0.012 }])
  })
  it('leaves out what has no interval', () => {
    expect(metricsDrawing(judged)[0]?.rows.rows).toHaveLength(1)
    expect(metricsDrawing({ ...judged, metrics: {} })).toEqual([])
  })
})

describe('slicesDrawing()', () => {
  it('gives slices of one name a line each', () => {
    const rows = (slicesDrawing(judged)[0]?.rows.rows ?? []) as { label: string; point: number }[]
    expect(rows.map(({ label }) => label)).toEqual(['a x', 'a x (2)'])
    expect(rows[0]?.point).toBeGreaterThan(0)
  })
})
