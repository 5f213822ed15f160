import { fileURLToPath } from 'node:url'
import type { Forge } from '@slipway/rehearsal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportJob, trainedPull } from '../actions/world/life.ts'
import type { Step } from '../actions/world/run-step.ts'
import { type EndState, ReleaseGround } from './release-ground.ts'

type Fault = Pick<Parameters<Forge['addFault']>[0], 'when' | 'action'>

/** Failures after which an action goes on by itself. */
const PASSING: Readonly<Record<string, Fault>> = {
  '502 after the work was done': { when: 'after', action: { kind: 'status', status: 502 } },
  '502 instead of the work': { when: 'before', action: { kind: 'status', status: 502 } },
  'a connection that breaks after the work was done': { when: 'after', action: { kind: 'drop' } },
  'a connection that breaks before': { when: 'before', action: { kind: 'drop' } },
  '429 with Retry-After': { when: 'before', action: { kind: 'status', status: 429, retryAfterS: 2 } },
}
/** What ends an action: another writer may stand in its way, and it looks again when it is run again. */
const CONFLICT: Fault = { when: 'before', action: { kind: 'status', status: 409 } }

const PROMOTION = [
  /^POST .*\/releases$/,
  /^POST .*\/releases\/\d+\/assets$/,
  /^POST .*\/git\/tags$/,
  /^POST .*\/git\/refs$/,
  /^PATCH .*\/releases\/\d+$/,
]
const READING = [
  /^GET .*\/info\/refs$/,
  /^POST .*\/git-upload-pack$/,
  /^GET .*\/commits\/\w+\/pulls$/,
  /^GET .*\/actions\/workflows\/[^/]+\/runs$/,
  /^GET .*\/actions\/runs\/\d+\/artifacts$/,
  /^GET .*\/zip$/,
  /^GET \/_signed\//,
  /^GET .*\/releases$/,
  /^GET .*\/releases\/\d+\/assets$/,
  /^GET .*\/git\/ref\//,
]
const DEPLOYMENT = [/^POST .*\/git\/tags$/, /^POST .*\/git\/refs$/]
const REPORT = [/^POST .*\/issues\/\d+\/comments$/, /^POST .*\/check-runs$/]

const SHORT_WAITS = { nodeArgs: ['--import', fileURLToPath(new URL('short-waits.ts', import.meta.url))] }
let ground: ReleaseGround

beforeAll(async () => {
  ground = await ReleaseGround.open()
})
afterAll(() => ground.world.close())

/** Lets each of these requests fail once while something runs; all of them must have come. */
async function inStorm<T>(fault: Fault, requests: readonly RegExp[], work: () => Promise<T>): Promise<T> {
  const ends = requests.map((match) => ground.world.forge.addFault({ ...fault, match }))
  const result = await work()
  expect(ends.map((end) => end())).toEqual(requests.map(() => 0))
  return result
}

/** Runs until it succeeds; each failure before that is one annotation. @returns how often it failed */
async function untilItSucceeds(run: () => Promise<Step>): Promise<number> {
  for (let failures = 0; ; failures++) {
    const step = await run()
    if (step.exitCode === 0) return failures
    expect(step.annotations).toMatchObject([{ level: 'failure', title: 'github/conflict' }])
    expect(failures).toBeLessThan(10)
  }
}

describe('the promote action in a storm', { timeout: 120_000 }, () => {
  let wanted: EndState
  const promote = () => ground.promote(SHORT_WAITS)

  beforeAll(async () => {
    await promote()
    wanted = await ground.state()
  })

  it.each(Object.entries(PASSING))('of %s at each of its writes ends in the same state', async (_, fault) => {
    await ground.reset()
    expect(await inStorm(fault, PROMOTION, promote)).toMatchObject({ exitCode: 0, annotations: [] })
    expect(await ground.state()).toEqual(wanted)
    await ground.expectVerified()
  })

  it('of 502 at each of its reads ends in the same state', async () => {
    await ground.reset()
    const fault = PASSING['502 instead of the work'] as Fault
    const job = await ground.promoteJob()
    const step = await inStorm(fault, READING, () => job.step('promote', {}, SHORT_WAITS))
    expect(step).toMatchObject({ exitCode: 0, annotations: [] })
    expect(await ground.state()).toEqual(wanted)
  })

  it('of 409 says so, and ends in the same state when it is run again', async () => {
    await ground.reset()
    expect(await inStorm(CONFLICT, PROMOTION, () => untilItSucceeds(promote))).toBeGreaterThan(0)
    expect(await ground.state()).toEqual(wanted)
    await ground.expectVerified()
  })
})

describe('the deploy action in a storm', { timeout: 120_000 }, () => {
  let wanted: EndState
  let deploy: () => Promise<Step>

  beforeAll(async () => {
    await ground.reset()
    const { releases = '' } = (await ground.promote(SHORT_WAITS)).outputs
    await ground.keep()
    deploy = () => ground.deploy(releases, SHORT_WAITS)
    await deploy()
    wanted = await ground.state()
  })

  it.each(Object.entries({ ...PASSING, '409': CONFLICT }))(
    'of %s at each of its writes ends in the same state',
    async (_, fault) => {
      await ground.reset()
      await inStorm(fault, DEPLOYMENT, () => untilItSucceeds(deploy))
      expect(await ground.state()).toEqual(wanted)
    },
  )
})

describe('the report action in a storm', { timeout: 120_000 }, () => {
  it.each(Object.entries({ ...PASSING, '409': CONFLICT }))(
    'of %s at each of its writes leaves one comment and one check',
    async (title, fault) => {
      const { world } = ground
      const number = await trainedPull(world, title.replace(/\W+/g, '-'), {
        model: 'better',
        seed: title.length,
      })
      const event = world.lastEvent('workflow_run')
      const report = async () => (await reportJob(world, event)).step('report', {}, SHORT_WAITS)
      await inStorm(fault, REPORT, () => untilItSucceeds(report))
      await world.readComment(number)
      expect(await world.checks(await world.headOf(number))).toHaveLength(1)
    },
  )
})
