import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EndState, type KillPoint, killing, killPoints, ReleaseGround } from './release-ground.ts'

let ground: ReleaseGround
let wanted: EndState
let releases: string | undefined

beforeAll(async () => {
  ground = await ReleaseGround.open()
  const whole = await ground.promote()
  expect(whole).toMatchObject({ exitCode: 0, annotations: [], outputs: { changed: 'true' } })
  releases = whole.outputs.releases
  wanted = await ground.state()
  await ground.expectVerified()
})
afterAll(() => ground.world.close())

/** Kills the action there; then it ends its work, and once more changes nothing. */
async function killAndGoOn(kill: KillPoint): Promise<void> {
  await ground.reset()
  expect({ ...kill, signal: (await ground.promote(killing(kill))).signal }).toEqual({
    ...kill,
    signal: 'SIGKILL',
  })
  for (let again = 0; again < 2; again++) {
    // Until it is deployed, the release is handed on each time.
    expect(await ground.promote()).toMatchObject({ exitCode: 0, annotations: [], outputs: { releases } })
    expect({ ...kill, ...(await ground.state()) }).toEqual({ ...kill, ...wanted })
  }
  await ground.expectVerified()
}

describe('kill -9 of the promote action', { timeout: 300_000 }, () => {
  it('an uninterrupted run is one release and one tag', () => {
    expect(wanted.releases.map(({ tag, draft }) => [tag, draft])).toEqual([
      ['delay@v1.0.0', false],
      ['delay@v1.1.0', false],
    ])
    expect(Object.keys(wanted.tags)).toEqual(['delay#prod#1', 'delay@v1.0.0', 'delay@v1.1.0'])
  })

  it('at 20 points of its talk with GitHub: run again it ends in the same state', async () => {
    await ground.reset()
    for (const kill of await killPoints('request', 20, (options) => ground.promote(options)))
      await killAndGoOn(kill)
  })

  it('at 8 changes of the disk: run again it ends in the same state', async () => {
    await ground.reset()
    for (const kill of await killPoints('write', 8, (options) => ground.promote(options)))
      await killAndGoOn(kill)
  })
})
