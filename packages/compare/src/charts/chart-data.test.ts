import { describe, expect, it } from 'vitest'
import { predictionsOf } from '../predictions/predictions-of.ts'
import { columnsOf, predict, Random, world } from '../testing/synthetic.ts'
import { chartData } from './chart-data.ts'

const random = new Random(8)
const rows = world(random, { tune: 5000, test: 2000 })
const predictions = predictionsOf(columnsOf(rows, predict(random, rows, 0.5)))

function binary(of = predictions, champion: typeof predictions | null = null) {
  const charts = chartData(of, champion)
  if (charts?.task !== 'binary') throw new Error('expected charts of two classes')
  return charts
}

describe('chartData() of several classes', () => {
  const truth = ['a', 'b', 'b', 'c']
  it('counts which class was taken for which, and draws no curve without probabilities', () => {
    const labels = predictionsOf({ row_id: [1, 2, 3, 4], y: truth, y_pred: ['a', 'b', 'a', 'c'] })
    expect(chartData(labels, null)).toEqual({
      task: 'multiclass',
      split: 'test',
      challenger: {
        confusion: {
          classes: ['a', 'b', 'c'],
          counts: [
            [1, 0, 0],
            [1, 1, 0],
            [0, 0, 1],
          ],
        },
        perClass: [],
        classes: 3,
      },
      champion: null,
    })
  })
  it('takes the most probable class where no label was written, and each class against the rest', () => {
    const probable = predictionsOf({
      row_id: [1, 2, 3, 4],
      y: truth,
      'p:a': [0.8, 0.1, 0.6, 0.2],
      'p:b': [0.1, 0.8, 0.3, 0.1],
      'p:c': [0.1, 0.1, 0.1, 0.7],
    })
    const charts = chartData(probable, null)
    if (charts?.task !== 'multiclass') throw new Error('expected charts of several classes')
    expect(charts.challenger.confusion.counts[1]).toEqual([1, 1, 0])
    expect(charts.challenger.perClass.map(({ name }) => name)).toEqual(['b', 'a', 'c'])
    expect(charts.challenger.perClass[2]?.roc.at(1)).toMatchObject({ x: 0, y: 1 })
  })
})

describe('bands of curves', () => {
  it('are those of a share: the logit interval of k in n where rows stand alone', () => {
    // 30 of 100 positives above a threshold: logit(0.3) ± 1.96 / √(100 · 0.3 · 0.7) is 0.2185 … 0.3965.
    const y = Array.from({ length: 200 }, (_, i) => (i < 100 ? 1 : 0))
    const p = y.map((label, i) => (label === 1 && i < 30 ? 0.9 : 0.1))
    const roc = binary(predictionsOf({ row_id: y.map((_, i) => i), y, p })).challenger.roc
    expect(roc[1]).toMatchObject({ y: 0.3, low: expect.closeTo(0.2185, 3), high: expect.closeTo(0.3965, 3) })
  })
  it('grow where the rows of a cluster say the same', () => {
    const y = Array.from({ length: 400 }, (_, i) => i % 2)
    const p = y.map((label, i) => (label === 1 ? (Math.floor(i / 20) % 3 === 0 ? 0.9 : 0.2) : 0.1))
    const rowId = y.map((_, i) => i)
    const cluster = rowId.map((i) => Math.floor(i / 20))
    const width = ({ low = 0, high = 0 }: { low?: number; high?: number } = {}) => high - low
    const first = binary(predictionsOf({ row_id: rowId, y, p })).challenger.roc[1]
    const clustered = binary(predictionsOf({ row_id: rowId, y, p, cluster })).challenger.roc[1]
    expect(width(clustered)).toBeGreaterThan(2 * width(first))
  })
})

describe('chartData() of two classes', () => {
  it('draws the shown split and never the sealed one', () => {
    expect(binary().split).toBe('tune')
    expect(binary().challenger.scores.reduce((sum, bin) => sum + bin.positives + bin.negatives, 0)).toBe(5000)
    const testOnly = predictionsOf(columnsOf(rows, predict(random, rows, 0.5)))
    const onlyTest = {
      ...testOnly,
      splits: new Map([...testOnly.splits].filter(([name]) => name === 'test')),
    }
    expect(binary(onlyTest).split).toBe('test')
    expect(chartData(onlyTest, predictions)).toBeNull()
  })
  it('ROC rises from (0, 0) to (1, 1) in at most 100 points, and keeps its area', () => {
    const { roc } = binary().challenger
    expect(roc.length).toBeLessThanOrEqual(100)
    expect([roc[0], roc.at(-1)]).toEqual([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ])
    let area = 0
    for (const [i, point] of roc.entries()) {
      const before = roc[i - 1]
      if (!before) continue
      expect(point.x >= before.x && point.y >= before.y).toBe(true)
      area += ((point.x - before.x) * (point.y + before.y)) / 2
    }
    expect(area).toBeGreaterThan(0.7)
    expect(area).toBeLessThan(0.85)
  })
  it('precision and recall end at recall 1 and the share of positives', () => {
    const { precisionRecall } = binary().challenger
    const positives = rows.y.filter((label, i) => label === 1 && rows.split[i] === 'tune').length
    expect(precisionRecall.length).toBeLessThanOrEqual(100)
    expect(precisionRecall.at(-1)).toMatchObject({ x: 1, y: Number((positives / 5000).toPrecision(6)) })
  })
  it('calibration has ten bins of 500 rows, and rises', () => {
    const { calibration } = binary().challenger
    expect(calibration.map((bin) => bin.rows)).toEqual(new Array(10).fill(500))
    expect(calibration.at(-1)?.observed).toBeGreaterThan(calibration[0]?.observed ?? 1)
  })
  it('small examples by hand: ties are one step, weights count', () => {
    const { roc, precisionRecall, calibration } = binary(
      predictionsOf({ row_id: [1, 2, 3, 4], y: [1, 0, 1, 0], p: [0.9, 0.9, 0.5, 0.1], weight: [1, 1, 2, 1] }),
    ).challenger
    expect(roc).toMatchObject([
      { x: 0, y: 0 },
      { x: 0.5, y: 0.333333 },
      { x: 0.5, y: 1 },
      { x: 1, y: 1 },
    ])
    expect(precisionRecall).toMatchObject([
      { x: 0.333333, y: 0.5 },
      { x: 1, y: 0.75 },
      { x: 1, y: 0.6 },
    ])
    expect(calibration.length).toBe(4)
  })
  it('leaves out a champion without probabilities, and draws nothing without any', () => {
    const labels = predictionsOf({ row_id: [1, 2], y: [1, 0], y_pred: [1, 1], split: ['tune', 'tune'] })
    expect(binary(predictions, labels).champion).toBeNull()
    expect(binary(predictions, predictions).champion).toEqual(binary().challenger)
    expect(chartData(labels, null)).toBeNull()
  })
})

describe('chartData() of a regression', () => {
  const y = Array.from({ length: 2000 }, () => random.normal())
  const regression = (noise: number) =>
    predictionsOf({ row_id: y.map((_, i) => i), y, y_pred: y.map((v) => v + noise * random.normal()) })
  it('bins residuals alike for both models, and samples at most 500 rows', () => {
    const charts = chartData(regression(1), regression(3))
    if (charts?.task !== 'regression') throw new Error('expected charts of a regression')
    const edges = (side: typeof charts.challenger | null) => side?.residuals.map(({ from, to }) => [from, to])
    expect(edges(charts.champion)).toEqual(edges(charts.challenger))
    expect(charts.challenger.residuals.reduce((sum, bin) => sum + bin.rows, 0)).toBe(2000)
    expect(charts.challenger.sample.length).toBe(500)
  })
  it('survives residuals that are all the same', () => {
    const charts = chartData(predictionsOf({ row_id: [1, 2], y: [0.5, 1.5], y_pred: [1.5, 2.5] }), null)
    expect(charts?.task === 'regression' && charts.challenger.residuals[0]?.rows).toBe(2)
  })
})
