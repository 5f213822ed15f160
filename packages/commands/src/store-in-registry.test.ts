import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TEST_GIT_ENV } from '@slipway/git/testing'
import {
  contentsOf,
  missingTools,
  RegistryServer,
  STAND_IN_NAME,
  StandInRegistry,
} from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dataAddCommand } from './data-add.ts'
import { dataPullCommand } from './data-pull.ts'
import { dataPushCommand } from './data-push.ts'
import { dataVerifyCommand } from './data-verify.ts'
import { doctorCommand } from './doctor-command.ts'
import { openStore } from './open-workspace.ts'
import { probeStore } from './preflight/probe-store.ts'
import { TemporaryProject } from './testing/temporary-project.ts'

const here = { env: { ...TEST_GIT_ENV, HOME: '/nowhere' } }
const verify = { targets: [], deep: true, remote: false, local: false, rev: undefined }
const RUN_VERB = fileURLToPath(new URL('testing/run-any-verb.ts', import.meta.url))

function projectAt(address: string): TemporaryProject {
  const made = new TemporaryProject()
  made.write('slipway.yaml', `version: 1\nstore: { remote: "${address}" }\ndata: [data/set]\n`)
  for (const n of Array(20).keys()) made.write(`data/set/${n % 3}/${n}`, `row ${n}\n`)
  return made
}

const missing = missingTools('docker-registry')

describe.skipIf(missing !== '')(`a store in a registry${missing}`, () => {
  let server: RegistryServer
  beforeAll(async () => {
    server = await RegistryServer.start('docker-registry', false)
  })
  afterAll(() => server.stop())

  const project = () => projectAt(`oci://${server.host}/${server.makeRepository()}`)

  it('carries data between two clones, and tells what was not pushed', async () => {
    using made = project()
    await made.run(dataAddCommand, { targets: ['data/set'] }, here)
    made.repository.commit('data')
    expect(await made.run(dataVerifyCommand, verify, here)).toMatchObject({ ok: false })
    const [pushed] = (await made.run(dataPushCommand, { targets: [] }, here)).targets
    expect(pushed?.moved.objects).toBeGreaterThan(0)
    const [again] = (await made.run(dataPushCommand, { targets: [] }, here)).targets
    expect(again?.moved.objects).toBe(0)
    expect(await made.run(dataVerifyCommand, verify, here)).toMatchObject({ ok: true })

    const clone = made.folder.path('clone')
    execFileSync('git', ['clone', '--quiet', made.root, clone], { env: TEST_GIT_ENV })
    const pulled = await made.run(dataPullCommand, { targets: [], force: false }, { ...here, cwd: clone })
    expect(pulled.targets).toMatchObject([{ state: 'restored' }])
    expect(contentsOf(join(clone, 'data/set'))).toEqual(made.contents('data/set'))
  })

  it('is tried by preflight with one probe that stays, however often', async () => {
    const address = `oci://${server.host}/${server.makeRepository()}`
    const store = await openStore(address, { cwd: '/', env: here.env })
    for (const _ of [1, 2])
      expect(await probeStore(address, async () => store, performance.now.bind(performance))).toMatchObject({
        state: 'read',
      })
    const left: string[] = []
    for await (const { path } of store.backend.list('')) left.push(path)
    expect(left.sort()).toEqual(['format', expect.stringMatching(/^o\//)])
  })

  it('is examined by the doctor, who leaves nothing there', async () => {
    using made = project()
    const { findings } = await made.run(doctorCommand, {}, here)
    expect(findings.filter(({ area }) => area === 'store').map(({ state, what }) => [state, what])).toEqual([
      ['ok', expect.stringMatching(/^oci:.* can be read and written$/)],
      ['warning', expect.stringContaining('writes both')],
    ])
  })
})

it('a registry holds no tree without its blobs when a push is killed, and the next push ends the work', async () => {
  const registry = await StandInRegistry.start()
  using made = projectAt(`oci://${registry.host}/${STAND_IN_NAME}`)
  await made.run(dataAddCommand, { targets: ['data/set'] }, here)
  const options = { cwd: made.root, ...here, stdio: 'ignore' } as const
  const push = spawn(process.execPath, [RUN_VERB, 'data push', '{"targets":[]}'], options)
  let writes = 0
  registry.fault = ({ method }) => {
    if (method !== 'PUT' || ++writes < 4) return undefined
    push.kill('SIGKILL')
    return { stall: 'before' }
  }
  expect(await new Promise((resolve) => push.once('exit', (_, signal) => resolve(signal)))).toBe('SIGKILL')
  const trees = () => [...registry.tags.keys()].filter((tag) => tag.startsWith('t.'))
  expect([registry.blobs.size > 1, trees()]).toEqual([true, []])
  registry.fault = () => undefined
  await made.run(dataPushCommand, { targets: [] }, here)
  expect(trees()).toHaveLength(1)
  expect(await made.run(dataVerifyCommand, verify, here)).toMatchObject({ ok: true })
  await registry.stop()
})
