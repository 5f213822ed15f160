import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declaredOutputs, rightsOf } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import { deployJob, firstRelease, promoteJob, reviewedMerge, succeed } from './world/life.ts'

interface Release {
  readonly model: string
  readonly version: string
  readonly digest: string
  readonly stage: string
  readonly basis: number
}

let world: ActionWorld
let release: Release
let releases: string
let server: Server
/** What the server says that it serves, one answer after the other; the last one stays. */
let served: (string | null)[] = []

beforeAll(async () => {
  world = await ActionWorld.open()
  await firstRelease(world)
  await reviewedMerge(world, 'better', { model: 'better', seed: 2 })
  const { outputs } = await succeed((await promoteJob(world)).step('promote'))
  releases = outputs.releases ?? ''
  release = (JSON.parse(releases) as Release[])[0] as Release
  server = createServer((request, response) => {
    const digest = served.length > 1 ? served.shift() : served[0]
    if (request.url !== '/models/v2/models/delay' || !digest) return response.writeHead(503).end()
    return response.end(JSON.stringify({ name: 'delay', properties: { digest } }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.close()
  await world.close()
})

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`

describe('action deploy', () => {
  it('refuses a version that nobody released, in one annotation, and tags nothing', async () => {
    const tags = await world.tags()
    const job = await deployJob(world)
    const step = await job.step('deploy', { releases: JSON.stringify([{ ...release, version: 'v9.0.0' }]) })
    expect(step).toMatchObject({
      exitCode: 1,
      annotations: [
        { title: 'The deployment was refused', message: 'delay v9.0.0: No tag registers v9.0.0 of delay' },
      ],
      outputs: { deployed: '[]' },
    })
    expect(await world.tags()).toEqual(tags)
  })

  it('fails where the server does not serve the digest in time, after the tag', async () => {
    served = ['sha256:other']
    const job = await deployJob(world)
    const inputs = { releases, stage: 'slow', 'serve-url': address(), 'timeout-seconds': '1' }
    const step = await job.step('deploy', inputs)
    expect(step.exitCode).toBe(1)
    expect(step.annotations).toMatchObject([
      { title: 'deploy/not-served', message: expect.stringContaining('says sha256:other') },
    ])
    expect(JSON.parse(step.outputs.deployed ?? '')).toMatchObject([{ version: 'v1.1.0', stage: 'slow' }])
    expect(await world.tags()).toContain('delay#slow#2')
    // The same job once more deploys nothing, and yet is not content before the server is.
    expect(await job.step('deploy', inputs)).toMatchObject({ exitCode: 1, outputs: { deployed: '[]' } })
    served = [release.digest]
    expect(await job.step('deploy', inputs)).toMatchObject({ exitCode: 0, annotations: [] })
  })

  it('assigns the stage by one tag, and waits until the server serves the digest', async () => {
    served = [null, 'sha256:other', release.digest]
    const step = await (await deployJob(world)).step('deploy', { releases, 'serve-url': address() })
    expect(step).toMatchObject({ exitCode: 0, annotations: [], outputs: { skipped: '[]' } })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('deploy'))
    expect(JSON.parse(step.outputs.deployed ?? '')).toEqual([
      { model: 'delay', version: 'v1.1.0', stage: 'prod', basis: 1 },
    ])
    expect(step.summary).toBe('## Deployment\n\n- `delay` v1.1.0 holds `prod` (`delay#prod#3`)\n')
    expect(step.log).toContain('serves')
    const again = await (await deployJob(world)).step('deploy', { releases })
    expect(again).toMatchObject({ exitCode: 0, annotations: [], outputs: { deployed: '[]' } })
    expect(JSON.parse(again.outputs.skipped ?? '')).toMatchObject([{ reason: 'v1.1.0 holds prod already' }])
    expect(await world.tags()).not.toContain('delay#prod#4')
  })

  it('refuses an older release that is run again', async () => {
    const older = JSON.stringify([{ ...release, version: 'v1.0.0', basis: 0 }])
    const step = await (await deployJob(world)).step('deploy', { releases: older })
    expect(step.exitCode).toBe(1)
    expect(step.annotations).toMatchObject([{ title: 'The deployment was refused' }])
  })

  it('deploys the version of a tag that somebody pushed', async () => {
    const { ada } = world
    await ada.run('git', ['fetch', '--quiet', '--tags', 'origin'])
    await ada.run('git', ['push', '--quiet', 'origin', ':refs/tags/delay@v1.1.0'])
    await ada.run('git', ['push', '--quiet', 'origin', 'refs/tags/delay@v1.1.0'])
    const event = world.lastEvent('push')
    expect(event.ref).toBe('refs/tags/delay@v1.1.0')
    const job = await world.job({
      event,
      workflow: '.github/workflows/slipway-deploy-on-tag.yml',
      permissions: rightsOf('deploy-on-tag', 'deploy'),
    })
    const step = await job.step('deploy', { stage: 'staging' })
    expect(step).toMatchObject({ exitCode: 0, annotations: [], outputs: { skipped: '[]' } })
    expect(await world.tags()).toContain('delay#staging#4')
  })
})
