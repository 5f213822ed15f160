import { expect, it } from 'vitest'
import { TwoWorkspaces } from '../../packages/commands/src/testing/work-together.ts'

it('two processes add, push and pull the same and different targets at once, twenty rounds', async () => {
  using two = new TwoWorkspaces()
  for (let round = 0; round < 20; round++) {
    two.change()
    for (const verb of ['add', 'push', 'pull'] as const) expect(await two.together(verb)).toEqual(['0', '0'])
    expect(two.contents(two.there)).toEqual(two.contents(two.here))
    expect(two.here.audit()).toEqual([])
    if (round % 3 === 0) two.forget()
  }
})
