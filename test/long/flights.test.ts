import { TemporaryFolder } from '@slipway/store/testing'
import { expect, it } from 'vitest'
import { FLIGHTS, judgeCase, RELATIONS, type Relation } from '../real-cases/cases.ts'
import { makeFlights } from '../real-cases/make-flights.ts'

it('flights: the same model from other rows, a degraded one, a better one', async () => {
  using folder = new TemporaryFolder()
  makeFlights(folder.root)
  const outcomes: string[] = []
  for (const relation of Object.keys(RELATIONS) as Relation[])
    outcomes.push((await judgeCase(FLIGHTS, relation, folder.root)).outcome)
  expect(outcomes).toEqual(['non-inferior', 'worse', 'better'])
})
