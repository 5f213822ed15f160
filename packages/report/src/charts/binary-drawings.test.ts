import { describe, expect, it } from 'vitest'
import { binaryCharts, regressionCharts } from '../testing/sample-charts.ts'
import { binaryDrawings, curveTable } from './binary-drawings.ts'
import { regressionDrawings } from './regression-drawings.ts'

const of = (champion: boolean) =>
  binaryCharts.task === 'binary'
    ? binaryDrawings(champion ? binaryCharts : { ...binaryCharts, champion: null })
    : []

describe('binaryDrawings()', () => {
  it('has as many cells as columns in every table, with a champion and without', () => {
    for (const { table } of [...of(true), ...of(false)])
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length)
  })
  it('reads a curve off between its points', () => {
    const curve = {
      roc: [
        { x: 0, y: 0 },
        { x: 0.25, y: 0.5 },
        { x: 1, y: 1 },
      ],
      precisionRecall: [{ x: 0.5, y: 0.4 }],
    }
    const curves = { ...curve, calibration: [], scores: [] }
    const both = { split: 'tune', challenger: curves, champion: null }
    const roc = curveTable('ROC', ['x', 'y'], both, (each) => each.roc)
    const precisionRecall = curveTable('PR', ['x', 'y'], both, (each) => each.precisionRecall)
    expect(roc.rows.map(([, height]) => height)).toEqual(
      [0, 0.2, 0.4, 0.533, 0.6, 0.667, 0.733, 0.8, 0.867, 0.933, 1].map((height) => height.toFixed(3)),
    )
    expect(precisionRecall.rows.at(-1)?.[1]).toBe('')
  })
  it('gives shares of each class, so that a rare class can be seen', () => {
    const scores = of(false).find(({ chart }) => chart === 'scores')
    const rows = (scores?.rows.bins ?? []) as { label: string; share: number }[]
    const sum = rows.filter(({ label }) => label.endsWith('1')).slice(0, -1)
    expect(sum.reduce((total, { share }) => total + share, 0)).toBeCloseTo(1)
  })
})

describe('regressionDrawings()', () => {
  it('has as many cells as columns, and a diagonal over all that is drawn', () => {
    const drawings = regressionCharts.task === 'regression' ? regressionDrawings(regressionCharts) : []
    for (const { table } of drawings)
      for (const row of table.rows) expect(row).toHaveLength(table.columns.length)
    const [low, high] = (drawings[1]?.rows.diagonal ?? []) as { at: number }[]
    const points = (drawings[1]?.rows.points ?? []) as { x: number; y: number }[]
    expect(
      points.every(({ x, y }) => Math.min(x, y) >= (low?.at ?? 0) && Math.max(x, y) <= (high?.at ?? 0)),
    ).toBe(true)
  })
})
