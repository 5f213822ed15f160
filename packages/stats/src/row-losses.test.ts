import { describe, expect, it } from 'vitest'
import classification from './fixtures/golden-classification.json' with { type: 'json' }
import regression from './fixtures/regression.json' with { type: 'json' }
import { meanOf } from './ratio.ts'
import {
  absoluteErrors,
  hits,
  logLosses,
  percentageErrors,
  pinballLosses,
  squaredErrors,
} from './row-losses.ts'
import { columnOf as column, expectNear } from './testing/expect-near.ts'

describe('mean row losses agree with scikit-learn', () => {
  for (const { id, input, expected } of classification.cases) {
    it(`logLosses() and squaredErrors(), ${id}`, () => {
      const y = column(input.y)
      const p = column(input.p)
      const sample = { rows: y.length, weight: input.w ? column(input.w) : undefined }
      expectNear(meanOf(logLosses(y, p), sample).estimate, expected.log_loss, 13)
      expectNear(meanOf(squaredErrors(y, p), sample).estimate, expected.brier, 13)
    })
  }
})

describe('mean row losses of numbers agree with scikit-learn', () => {
  for (const { name, y, prediction, weight, expected } of regression.cases) {
    it(`percentageErrors() and pinballLosses(), ${name}`, () => {
      const sample = { rows: y.length, weight: weight ? column(weight) : undefined }
      const mean = (losses: Float64Array) => meanOf(losses, sample).estimate
      expect(mean(percentageErrors(column(y), column(prediction)))).toBeCloseTo(
        expected.mean_absolute_percentage_error,
        12,
      )
      expect(mean(pinballLosses(column(y), column(prediction), 0.9))).toBeCloseTo(
        expected['mean_pinball_loss_0.9'],
        13,
      )
    })
  }
})

describe('row losses at the edges', () => {
  it('carry NaN through, and hits() counts it as a miss', () => {
    const y = column([1, 2])
    expect(Array.from(absoluteErrors(y, column([null, 5])))).toEqual([Number.NaN, 3])
    expect(Array.from(squaredErrors(y, column([null, 5])))).toEqual([Number.NaN, 9])
    expect(Array.from(percentageErrors(column([0, 2]), column([0, null])))).toEqual([0, Number.NaN])
    expect(percentageErrors(column([0]), column([1]))[0]).toBe(1 / Number.EPSILON)
    expect(pinballLosses(column([1]), column([null]), 0.5)[0]).toBeNaN()
    expect(Array.from(hits(y, column([null, 2])))).toEqual([0, 1])
  })
})
