import type { PatienceRule } from '@slipway/core'
import { describe, expect, it } from 'vitest'
import { SeriesBook } from './live-series.ts'
import { Patience } from './patience.ts'
import { TimeLeft } from './time-left.ts'

const rule = { metric: 'val_loss', direction: 'lower', patience: 3, minDelta: 0.1 } as const

function after(values: readonly number[], given: Partial<PatienceRule> = {}) {
  const patience = new Patience({ ...rule, ...given })
  for (const [index, value] of values.entries()) patience.add(index + 1, value)
  return patience
}

describe('Patience', () => {
  it('is over after so many values that are not better by more than min-delta', () => {
    expect(after([1, 0.95, 0.9]).fulfilled).toBeUndefined()
    expect(after([1, 0.95, 0.91, 0.9]).fulfilled).toEqual({ step: 4, best: { step: 1, value: 1 } })
    expect(after([1, 0.95, 0.9, 0.89]).fulfilled).toBeUndefined()
  })

  it('looks the other way where more is better', () => {
    expect(after([0, 1, 2, 3], { direction: 'higher' }).fulfilled).toBeUndefined()
    expect(after([3, 2, 1, 0], { direction: 'higher' }).fulfilled).toMatchObject({ best: { value: 3 } })
  })

  it('takes no NaN for better, and has no best among nothing else', () => {
    expect(after([1, Number.NaN, Number.NaN, Number.NaN]).fulfilled).toMatchObject({ step: 4 })
    expect(after([Number.NaN, Number.NaN, Number.NaN, Number.NaN]).fulfilled).toBeUndefined()
    expect(after([1, Number.NaN]).values).toEqual([
      [1, 1],
      [2, null],
    ])
  })

  it('comes to the same end over a start that went on from a checkpoint', () => {
    const first = after([1, 0.5, 0.6, 0.6])
    const second = new Patience(rule, first.values)
    // From step 3 on the next start does the same again.
    second.add(3, 0.6)
    expect(second.fulfilled).toBeUndefined()
    second.add(4, 0.6)
    second.add(5, 0.6)
    expect(second.fulfilled).toEqual(after([1, 0.5, 0.6, 0.6, 0.6]).fulfilled)
  })

  it('holds no more than a checkpoint may, and the best of all', () => {
    const patience = after([0, ...Array(5000).fill(1)], { patience: 1000 })
    expect(patience.values).toHaveLength(2000)
    expect(patience.fulfilled).toMatchObject({ best: { step: 1, value: 0 } })
  })
})

describe('SeriesBook', () => {
  it('thins a long curve evenly, and always has its first and newest point', () => {
    const book = new SeriesBook()
    for (let step = 0; step < 10_001; step++) book.add({ name: 'a', step, value: -step })
    const points = book.series[0]?.points ?? []
    expect(points.length).toBeLessThanOrEqual(400)
    expect(points.length).toBeGreaterThan(150)
    expect([points[0], points.at(-1)]).toEqual([
      { step: 0, value: -0 },
      { step: 10_000, value: -10_000 },
    ])
  })

  it('takes back what a start that goes on does again', () => {
    const book = new SeriesBook()
    for (const step of [1, 2, 3, 2]) book.add({ name: 'a', step, value: step })
    expect(book.series[0]?.points.map(({ step }) => step)).toEqual([1, 2])
  })
})

describe('TimeLeft', () => {
  it('tells by the pace since the first step, of a total that is declared or seen', () => {
    for (const [declared, total] of [
      [100, undefined],
      [undefined, 100],
    ] as const) {
      const left = new TimeLeft(declared)
      left.add({ name: 'a', step: 10, value: 0, ...(total ? { total } : {}) }, 1000)
      expect(left.progress).toEqual({ step: 10, total: 100, secondsLeft: null })
      left.add({ name: 'a', step: 20, value: 0, ...(total ? { total } : {}) }, 6000)
      expect(left.progress).toEqual({ step: 20, total: 100, secondsLeft: 40 })
    }
    const none = new TimeLeft(undefined)
    none.add({ name: 'a', step: 1, value: 0 }, 0)
    expect(none.progress).toBeUndefined()
  })
})
