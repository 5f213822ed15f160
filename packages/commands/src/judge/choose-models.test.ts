import type { Model } from '@slipway/core'
import { expect, it } from 'vitest'
import { chooseModels } from './choose-models.ts'

const model = (name: string) => ({ name }) as Model
const project = { models: new Map([model('delay'), model('price')].map((each) => [each.name, each])) }

it('chooseModels() takes the named ones in their order, and all of them where none is named', () => {
  expect(chooseModels(project, ['price', 'delay']).map(({ name }) => name)).toEqual(['price', 'delay'])
  expect(chooseModels(project, []).map(({ name }) => name)).toEqual(['delay', 'price'])
})

it('chooseModels() refuses a name that the project does not have, with the one that was meant', () => {
  expect(() => chooseModels(project, ['delay', 'prize'])).toThrow(
    expect.objectContaining({ code: 'judge/model-unknown', kind: 'usage', hint: 'Did you mean "price"?' }),
  )
  expect(() => chooseModels({ models: new Map() }, ['delay'])).toThrow('expected one under models:')
})
