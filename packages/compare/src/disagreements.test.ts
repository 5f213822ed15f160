import type { Gate } from '@slipway/core'
import { expect, it } from 'vitest'
import type { CompareSide } from './compare-input.ts'
import { disagreementsOf } from './disagreements.ts'
import { predictionsOf } from './predictions/predictions-of.ts'

const gate = { slices: ['town', 'age'] } as unknown as Gate
const side = (p: number[], split = ['tune', 'tune', 'tune', 'test', 'test']) =>
  ({
    predictions: predictionsOf({
      row_id: ['a', 'b', 'c', 'd', 'e'],
      split,
      y: [0, 1, 1, 0, 1],
      p,
      town: ['Rome', 'Oslo', 'Rome', 'Rome', 'Rome'],
      age: [1, 2.5, 3, 4, 5],
    }),
  }) as unknown as CompareSide

const challenger = side([0.1, 0.9, 0.5, 0.9, 0.9])
const champion = side([0.2, 0.4, 0.5, 0.1, 0.1])

it('disagreementsOf() tells the rows of tune that are farthest apart, and none on which both agree', () => {
  const found = disagreementsOf({ gate }, challenger, champion, 5)
  expect(found.map(({ rowId }) => rowId)).toEqual(['b', 'a'])
  expect(found[0]).toEqual({
    rowId: 'b',
    truth: '1',
    champion: 0.4,
    challenger: 0.9,
    slices: [
      { column: 'town', value: 'Oslo' },
      { column: 'age', value: '2.5' },
    ],
  })
  expect(disagreementsOf({ gate }, challenger, champion, 1)).toHaveLength(1)
})

it('disagreementsOf() shows no row that decides', () => {
  const test = ['test', 'test', 'test', 'test', 'test']
  expect(disagreementsOf({ gate }, side([0, 0, 0, 0, 0], test), side([1, 1, 1, 1, 1], test), 5)).toEqual([])
  expect(disagreementsOf({ gate }, challenger, null, 5)).toEqual([])
})
