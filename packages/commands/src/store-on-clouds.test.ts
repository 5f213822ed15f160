import { rmSync } from 'node:fs'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { AZURITE_ACCOUNT, Azurite, FakeGcsServer } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataPullCommand } from './data-pull.ts'
import { dataPushCommand } from './data-push.ts'
import { dataVerifyCommand } from './data-verify.ts'
import { doctorCommand } from './doctor-command.ts'
import { runCommand } from './run-command.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const PIPELINE = `
data: [data/set]
stages:
  train:
    cmd: "cat data/set/* | tr a-z A-Z > model"
    deps: [data/set]
    outs: [model]
`
const all = {
  stages: [],
  again: false,
  dryRun: false,
  twice: false,
  fresh: false,
  limitMinutes: undefined,
  noPush: false,
  base: undefined,
}
const verify = { targets: [], deep: true, remote: false, local: false, rev: undefined }

/** A server of a cloud, and a new place on it for each test. */
interface Cloud {
  place(): Promise<string>
  readonly env: Readonly<Record<string, string>>
  /** An address on it of a bucket or container that is not there. */
  readonly nowhere: string
  stop(): Promise<void>
}

const CLOUDS = [
  {
    name: `Google Cloud Storage${FakeGcsServer.missing}`,
    installed: FakeGcsServer.installed,
    start: async (): Promise<Cloud> => {
      const server = await FakeGcsServer.start()
      const place = async () => `gs://${await server.makeBucket()}/team/flights`
      return { place, env: server.env, nowhere: 'gs://no-such-bucket/p', stop: () => server.stop() }
    },
  },
  {
    name: `Azure Blob Storage${Azurite.missing}`,
    installed: Azurite.installed,
    start: async (): Promise<Cloud> => {
      const server = await Azurite.start()
      const account = `az://${AZURITE_ACCOUNT}`
      const place = async () => `${account}/${await server.makeContainer()}/team/flights`
      return { place, env: server.env, nowhere: `${account}/no-such-container`, stop: () => server.stop() }
    },
  },
]

describe.each(CLOUDS)('a store on $name', ({ installed, start }) => {
  let cloud: Cloud
  beforeAll(async () => {
    if (installed) cloud = await start()
  })
  afterAll(() => cloud?.stop())

  /** A project whose file names a new place on the cloud, as a team would write it. */
  async function makeProject(): Promise<TemporaryProject> {
    const project = new TemporaryProject()
    project.write('slipway.yaml', `version: 1\nstore: { remote: "${await cloud.place()}" }\n${PIPELINE}`)
    project.write('.gitignore', '/model\n')
    for (const n of Array(20).keys()) project.write(`data/set/${n}`, `row ${n}\n`)
    return project
  }

  it.skipIf(!installed)('carries data and runs from one machine to another', async () => {
    using project = await makeProject()
    const here = { env: { ...TEST_GIT_ENV, ...cloud.env } }
    await project.run(dataAddCommand, { targets: ['data/set'] }, here)
    expect(await project.run(dataVerifyCommand, verify, here)).toMatchObject({ ok: false })
    await project.run(dataPushCommand, { targets: [] }, here)
    expect(await project.run(dataVerifyCommand, verify, here)).toMatchObject({ ok: true })
    const ran = await project.run(runCommand, all, here)
    expect(ran.stages.map(({ state }) => state)).toEqual(['ran'])
    const before = project.contents('data/set')
    for (const path of ['.slipway', 'data/set', 'model']) rmSync(project.path(path), { recursive: true })
    await project.run(dataPullCommand, { targets: [], force: false }, here)
    expect(project.contents('data/set')).toEqual(before)
    const again = await project.run(runCommand, all, here)
    expect(again.stages.map(({ state }) => state)).toEqual(['restored'])
  })

  it.skipIf(!installed)('is examined by the doctor, who says what is wrong', async () => {
    using project = await makeProject()
    const storeFindings = async (changes: Record<string, string>) => {
      const env = { ...TEST_GIT_ENV, ...cloud.env, ...changes }
      const { findings } = await project.run(doctorCommand, {}, { env })
      return findings.filter(({ area }) => area === 'store').map(({ state, what }) => `${state}: ${what}`)
    }
    expect(await storeFindings({})).toEqual([
      expect.stringMatching(/^ok: (gs|az):.* can be read and written$/),
      expect.stringContaining('warning: this credential writes both'),
    ])
    expect(await storeFindings({ SLIPWAY_STORE: cloud.nowhere })).toEqual([
      expect.stringMatching(/^failed: .*no (bucket|container) "no-such-/),
    ])
  })
})
