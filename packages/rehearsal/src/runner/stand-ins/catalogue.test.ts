import { expect, it } from 'vitest'
import { parseAction } from '../workflow/parse-action.ts'
import { STAND_INS } from './catalogue.ts'
import { loadStandIn } from './load-stand-in.ts'

it.each([...STAND_INS])('the stand-in for %s is an action that its process finds', async (name, standIn) => {
  expect(await loadStandIn(name)).toBe(standIn)
  const { runs } = await parseAction({ path: name, text: standIn.action })
  expect(runs).toMatchObject({ using: 'node', main: 'main' })
  expect(runs.using === 'node' && runs.post !== undefined).toBe(standIn.post !== undefined)
})

it('loadStandIn() knows no other', async () => {
  expect(await loadStandIn('actions/github-script')).toBeUndefined()
})
