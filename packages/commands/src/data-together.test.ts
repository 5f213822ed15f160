import { expect, it } from 'vitest'
import { TwoWorkspaces } from './testing/work-together.ts'

const ROUNDS = 2

it('two processes add, push and pull the same and different targets at once', {
  timeout: 120_000,
}, async () => {
  using two = new TwoWorkspaces()
  for (let round = 0; round < ROUNDS; round++) {
    two.change()
    for (const verb of ['add', 'push', 'pull'] as const) expect(await two.together(verb)).toEqual(['0', '0'])
    expect(two.contents(two.there)).toEqual(two.contents(two.here))
    expect(two.here.audit()).toEqual([])
    // A new runner and one that has the last version take turns.
    if (round % 2 === 0) two.forget()
  }
})
