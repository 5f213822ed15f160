import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { VERSION } from '@slipway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declaredOutputs } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import { promoteJob } from './world/life.ts'

const run = promisify(execFile)
let world: ActionWorld

beforeAll(async () => {
  world = await ActionWorld.open()
})
afterAll(() => world.close())

describe('action setup', () => {
  it('puts the command line on the path of the steps that follow, where there need be no node', async () => {
    const job = await promoteJob(world)
    const step = await job.step('setup')
    const folder = join(job.temp, 'slipway-bin')
    expect(step).toMatchObject({ exitCode: 0, annotations: [], outputs: { version: VERSION, path: folder } })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('setup'))
    expect(step.paths).toEqual([folder])
    const slipway = (...args: string[]) =>
      run('/bin/sh', ['-c', 'slipway "$@"', 'sh', ...args], { env: { PATH: folder }, cwd: job.workspace })
    expect((await slipway('version')).stdout).toContain(VERSION)
    await expect(slipway('no-such-verb')).rejects.toMatchObject({ code: 2 })
  })

  it('calls it no bug of ours where the machine refuses', async () => {
    const job = await promoteJob(world)
    writeFileSync(join(job.temp, 'slipway-bin'), 'a file is in the way')
    const step = await job.step('setup', {}, { env: { RUNNER_TEMP: join(job.temp, 'slipway-bin') } })
    expect(step).toMatchObject({ exitCode: 1, outputs: {}, paths: [] })
    expect(step.annotations).toMatchObject([{ message: expect.stringMatching(/^ENOTDIR: /) }])
    expect(step.annotations[0]?.title).not.toContain('bug')
  })

  it('may run twice in a job', async () => {
    const job = await promoteJob(world)
    const first = await job.step('setup')
    expect(await job.step('setup')).toMatchObject({ exitCode: 0, outputs: first.outputs, paths: first.paths })
  })
})
