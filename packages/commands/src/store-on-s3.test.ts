import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestOf } from '@slipway/core'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import { blobPath } from '@slipway/store'
import { auditStore, contentsOf, filesBelow, StandInS3, VersityGateway } from '@slipway/store/testing'
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
    cmd: "echo trained >> log; cat data/set/* | tr a-z A-Z > model"
    deps: [data/set]
    outs: [model]
`
const all = {
  stages: [],
  again: false,
  twice: false,
  dryRun: false,
  fresh: false,
  limitMinutes: undefined,
  noPush: false,
  base: undefined,
}
const verify = { targets: [], deep: true, remote: false, local: false, rev: undefined }

const RUN_VERB = fileURLToPath(new URL('testing/run-any-verb.ts', import.meta.url))

let gateway: VersityGateway

/** A project whose file names this store, as a team would write it. */
function projectOn(address: string): TemporaryProject {
  const project = new TemporaryProject()
  project.write('slipway.yaml', `version: 1\nstore: { remote: "${address}" }\n${PIPELINE}`)
  project.write('.gitignore', '/model\n/log\n')
  for (const n of Array(40).keys()) project.write(`data/set/${n}`, `row ${n}\n`)
  return project
}

describe.skipIf(!VersityGateway.installed)(`a store on S3${VersityGateway.missing}`, () => {
  beforeAll(async () => {
    gateway = await VersityGateway.start()
  })
  afterAll(() => gateway.stop())
  const addressOf = (bucket: string) => `s3://${bucket}/team/flights?endpoint=${gateway.endpoint}`
  // The endpoint stands in the project file; the environment has the credentials only.
  const env = () => {
    const { AWS_ENDPOINT_URL_S3: _, ...credentials } = gateway.env
    return { ...TEST_GIT_ENV, ...credentials }
  }

  it('carries data and runs between two clones, and an outsider finds them by their digests', async () => {
    const bucket = gateway.makeBucket()
    using project = projectOn(addressOf(bucket))
    const here = { env: env() }
    await project.run(dataAddCommand, { targets: ['data/set'] }, here)
    project.repository.commit('data')
    expect(await project.run(dataVerifyCommand, verify, here)).toMatchObject({ ok: false })
    const pushed = await project.run(dataPushCommand, { targets: [] }, here)
    expect(pushed.targets).toMatchObject([{ moved: { objects: 41 }, present: { objects: 0 } }])
    expect((await project.run(dataPushCommand, { targets: [] }, here)).targets).toMatchObject([
      { moved: { objects: 0 }, present: { objects: 41 } },
    ])
    expect(await project.run(dataVerifyCommand, verify, here)).toMatchObject({ ok: true })
    const ran = await project.run(runCommand, all, here)
    expect(ran.stages.map(({ state }) => state)).toEqual(['ran'])

    const clone = project.folder.path('clone')
    execFileSync('git', ['clone', '--quiet', project.root, clone], { env: TEST_GIT_ENV })
    const there = { env: env(), cwd: clone }
    const pulled = await project.run(dataPullCommand, { targets: [], force: false }, there)
    expect(pulled.targets).toMatchObject([{ state: 'restored', moved: { objects: 41 } }])
    expect(contentsOf(join(clone, 'data/set'))).toEqual(project.contents('data/set'))
    const again = await project.run(runCommand, all, there)
    expect(again.stages.map(({ state }) => state)).toEqual(['restored'])
    const model = readFileSync(join(clone, 'model'))
    expect(model.equals(readFileSync(project.path('model')))).toBe(true)

    const stored = join(gateway.folderOf(bucket), 'team/flights')
    expect(auditStore(stored, { complete: true })).toEqual([])
    expect(readFileSync(join(stored, blobPath(digestOf(model)))).equals(model)).toBe(true)
  })

  it('finds what is missing and what is damaged, and pulls from it nothing that is wrong', async () => {
    const bucket = gateway.makeBucket()
    using project = projectOn(addressOf(bucket))
    const here = { env: env() }
    const large = 'a row\n'.repeat(200_000)
    project.write('data/set/large', large)
    await project.run(dataAddCommand, { targets: ['data/set'] }, here)
    await project.run(dataPushCommand, { targets: [] }, here)
    const stored = join(gateway.folderOf(bucket), 'team/flights')
    const [pack = ''] = filesBelow(stored).filter((path) => path.startsWith('k/'))
    const good = readFileSync(join(stored, pack), 'latin1')
    rmSync(join(stored, blobPath(digestOf(large))))
    writeFileSync(join(stored, pack), good.replace('row 3\n', 'ROW 3\n'), 'latin1')
    expect((await project.run(dataVerifyCommand, verify, here)).targets).toMatchObject([
      { missing: 1, corrupt: 1 },
    ])
    for (const path of ['.slipway', 'data/set']) rmSync(project.path(path), { recursive: true })
    const pull = { targets: [], force: false }
    await expect(project.run(dataPullCommand, pull, here)).rejects.toMatchObject({
      code: 'store/object-corrupt',
    })
    expect(project.contents('.')['data/set/3']).toBeUndefined()
    writeFileSync(join(stored, pack), good, 'latin1')
    writeFileSync(join(stored, blobPath(digestOf(large))), large)
    expect((await project.run(dataPullCommand, pull, here)).targets).toMatchObject([{ state: 'restored' }])
  })

  it('is examined by the doctor, who says what is wrong and with which credentials', async () => {
    using project = projectOn(addressOf(gateway.makeBucket()))
    const storeFindings = async (changes: Record<string, string>) => {
      const { findings } = await project.run(doctorCommand, {}, { env: { ...env(), ...changes } })
      return findings.filter(({ area }) => area === 'store').map(({ state, what }) => `${state}: ${what}`)
    }
    expect(await storeFindings({})).toEqual([
      expect.stringMatching(/^ok: s3:.* can be read and written$/),
      expect.stringContaining('warning: this credential writes both'),
    ])
    expect(await storeFindings({ AWS_SECRET_ACCESS_KEY: 'wrong' })).toEqual([
      expect.stringMatching(/^failed: .*SignatureDoesNotMatch/),
    ])
    expect(
      await storeFindings({ SLIPWAY_STORE: `s3://no-such-bucket?endpoint=${gateway.endpoint}` }),
    ).toEqual([expect.stringMatching(/^failed: .*no bucket "no-such-bucket"/)])
  })
})

it('a bucket holds no tree without its blobs when a push is killed, and the next push ends the work', async () => {
  const s3 = await StandInS3.start()
  using project = projectOn(`s3://bucket/team?endpoint=${s3.endpoint}`)
  const here = {
    env: { ...TEST_GIT_ENV, AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'secret', HOME: '/nowhere' },
  }
  await project.run(dataAddCommand, { targets: ['data/set'] }, here)
  const options = { cwd: project.root, ...here, stdio: 'ignore' } as const
  const push = spawn(process.execPath, [RUN_VERB, 'data push', '{"targets":[]}'], options)
  let writes = 0
  s3.fault = ({ method }) => {
    // The last write is the tree's.
    if (method !== 'PUT' || ++writes < 5) return undefined
    push.kill('SIGKILL')
    return { stall: 'before' }
  }
  expect(await new Promise((resolve) => push.once('exit', (_, signal) => resolve(signal)))).toBe('SIGKILL')
  const trees = () => [...s3.objects.keys()].filter((key) => key.startsWith('team/t/'))
  expect([[...s3.objects.keys()].map((key) => key.split('/')[1]).sort(), trees()]).toEqual([
    ['format', 'k', 'x'],
    [],
  ])
  s3.fault = () => undefined
  await project.run(dataPushCommand, { targets: [] }, here)
  expect(trees()).toHaveLength(1)
  expect(await project.run(dataVerifyCommand, verify, here)).toMatchObject({ ok: true })
  await s3.stop()
})
