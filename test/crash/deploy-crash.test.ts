import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EndState, killing, killPoints, ReleaseGround } from './release-ground.ts'

const STAGES = ['canary', 'prod', 'shadow', 'staging']
let ground: ReleaseGround
let wanted: EndState
let orders: string

beforeAll(async () => {
  ground = await ReleaseGround.open()
  const { outputs } = await ground.promote()
  const [release] = JSON.parse(outputs.releases ?? '') as object[]
  orders = JSON.stringify(STAGES.map((stage) => ({ ...release, stage })))
  await ground.keep()
  expect(await ground.deploy(orders)).toMatchObject({ exitCode: 0, annotations: [] })
  wanted = await ground.state()
})
afterAll(() => ground.world.close())

describe('kill -9 of the deploy action', { timeout: 300_000 }, () => {
  it('an uninterrupted run is one tag for each stage', () => {
    expect(Object.keys(wanted.tags)).toEqual([
      'delay#canary#2',
      'delay#prod#1',
      'delay#prod#3',
      'delay#shadow#4',
      'delay#staging#5',
      'delay@v1.0.0',
      'delay@v1.1.0',
    ])
  })

  it('at 20 points of its talk with GitHub: run again it ends in the same state, and once more changes nothing', async () => {
    await ground.reset()
    for (const kill of await killPoints('request', 20, (options) => ground.deploy(orders, options))) {
      await ground.reset()
      const { signal } = await ground.deploy(orders, killing(kill))
      expect({ ...kill, signal }).toEqual({ ...kill, signal: 'SIGKILL' })
      for (let again = 0; again < 2; again++) {
        expect(await ground.deploy(orders)).toMatchObject({ exitCode: 0, annotations: [] })
        expect({ ...kill, ...(await ground.state()) }).toEqual({ ...kill, ...wanted })
      }
      await ground.expectVerified()
    }
  })
})
