import { afterAll, beforeAll, expect, it } from 'vitest'
import { ReleaseGround } from './release-ground.ts'

let ground: ReleaseGround

beforeAll(async () => {
  ground = await ReleaseGround.open()
  const { outputs } = await ground.promote()
  expect(await ground.deploy(outputs.releases ?? '')).toMatchObject({ exitCode: 0 })
})
afterAll(() => ground.world.close())

it('two people who roll back at once go one version back, not two', async () => {
  const { world } = ground
  const rollBack = (reason: string) => world.slipway('rollback', 'delay', '--reason', reason)
  let second = ''
  // The first one has decided and is about to write; the second one is through before.
  world.forge.addFault({
    match: /^POST .*\/git\/tags$/,
    when: 'before',
    action: {
      kind: 'meanwhile',
      work: async () => {
        second = await rollBack('late alarms')
      },
    },
  })
  const first = await rollBack('too many alarms')
  expect(second).toContain('prod goes from v1.1.0 to v1.0.0 (delay#prod#3)')
  expect(first).toContain('v1.0.0 holds prod already')
  expect(await world.tags()).not.toContain('delay#prod#4')
})
