import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { digestOf } from '@slipway/core'
import { auditStore } from '@slipway/store/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { declaredOutputs } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import type { Job } from './world/job.ts'
import { promoteJob } from './world/life.ts'

const ROWS = 'data/rows/version.txt'
let world: ActionWorld
let job: Job
let object: string
let rows: Buffer

beforeEach(async () => {
  world = await ActionWorld.open()
  job = await promoteJob(world)
  rows = readFileSync(join(world.ada.clone, ROWS))
  object = world.store.objectFile(digestOf(rows))
})
afterEach(() => world.close())

const atPointer = {
  level: 'failure',
  title: 'The data of this pointer is not in the store',
  path: 'data/rows.slip',
  startLine: 1,
}

describe('action data', () => {
  it('verifies every pointer of the checkout', async () => {
    const step = await job.step('data')
    expect(step).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { targets: '["data/rows"]', missing: '0' },
    })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('data'))
  })

  it('points at the line of a pointer whose data is missing, and fails', async () => {
    rmSync(object)
    const step = await job.step('data')
    expect(step).toMatchObject({ exitCode: 1, annotations: [atPointer], outputs: { missing: '1' } })
    expect(step.annotations[0]?.message).toContain('slipway data push data/rows')
  })

  it('finds damaged bytes with `deep` only', async () => {
    writeFileSync(object, Buffer.alloc(rows.length, 'x'))
    expect(await job.step('data')).toMatchObject({ exitCode: 0, annotations: [] })
    expect(await job.step('data', { deep: 'true' })).toMatchObject({ exitCode: 1, annotations: [atPointer] })
  })

  it('pulls, and takes no damaged bytes for the data', async () => {
    expect(await job.step('data', { mode: 'pull', targets: 'data/rows' })).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { targets: '["data/rows"]', missing: '0' },
    })
    expect(readFileSync(join(job.workspace, ROWS))).toEqual(rows)
    const other = await promoteJob(world)
    writeFileSync(object, Buffer.alloc(rows.length, 'x'))
    const step = await other.step('data', { mode: 'pull' })
    expect(step).toMatchObject({ exitCode: 1, outputs: {} })
    expect(step.annotations).toMatchObject([{ title: 'store/object-corrupt' }])
    expect(existsSync(join(other.workspace, ROWS))).toBe(false)
  })

  it('pushes what the store lacks', async () => {
    await job.step('data', { mode: 'pull' })
    rmSync(object)
    expect(await job.step('data', { mode: 'push' })).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { targets: '["data/rows"]', missing: '0' },
    })
    expect(readFileSync(object)).toEqual(rows)
    expect(auditStore(world.store.path, { complete: true })).toEqual([])
  })

  it('keeps what it fetched in the Actions cache, and takes it from there', async () => {
    const pull = { mode: 'pull', cache: 'true' }
    const first = await job.step('data', pull)
    expect(first.log).toContain('No cache of the store yet')
    const saved = await job.step('data', pull, { part: 'post', state: first.state })
    expect(saved).toMatchObject({ exitCode: 0, annotations: [] })
    rmSync(object)
    const other = await promoteJob(world)
    const second = await other.step('data', pull)
    expect(second).toMatchObject({ exitCode: 0, annotations: [] })
    expect(second.log).toContain("Took this machine's store from the cache")
    expect(readFileSync(join(other.workspace, ROWS))).toEqual(rows)
    expect(second.summary).toMatch(
      /data\/rows: restored, [0-9]+ objects \(.*\) already here or from the Actions cache/,
    )
  })
})

describe('action data on a machine that keeps its store', () => {
  const machine = () => join(world.store.path, '..', 'work')
  const selfHosted = () => ({
    env: { RUNNER_ENVIRONMENT: 'self-hosted', RUNNER_WORKSPACE: join(machine(), 'project') },
  })
  const kept = () => join(machine(), '_slipway-store', relative(world.store.path, object))

  it('shares objects between jobs: the second one needs no store', async () => {
    mkdirSync(machine())
    expect((await job.step('data', { mode: 'pull' }, selfHosted())).exitCode).toBe(0)
    expect(readFileSync(kept())).toEqual(rows)
    expect(existsSync(join(job.workspace, '.slipway/store/o'))).toBe(false)
    rmSync(object)
    const other = await promoteJob(world)
    const step = await other.step('data', { mode: 'pull', cache: 'true' }, selfHosted())
    expect(step).toMatchObject({ exitCode: 0, annotations: [] })
    expect(step.log).not.toContain('cache')
    expect(step.summary).toMatch(/data\/rows: restored, [0-9]+ objects \(.*\) from the runner's folder/)
    expect(readFileSync(join(other.workspace, ROWS))).toEqual(rows)
  })

  it('believes no object that another job left there', async () => {
    mkdirSync(machine())
    await job.step('data', { mode: 'pull' }, selfHosted())
    chmodSync(kept(), 0o644)
    writeFileSync(kept(), Buffer.alloc(rows.length, 'x'))
    const other = await promoteJob(world)
    expect((await other.step('data', { mode: 'pull' }, selfHosted())).exitCode).toBe(0)
    expect(readFileSync(join(other.workspace, ROWS))).toEqual(rows)
    expect(readFileSync(kept())).toEqual(rows)
  })

  it('shares nothing where it is told so', async () => {
    mkdirSync(machine())
    await job.step('data', { mode: 'pull', 'runner-store': 'off' }, selfHosted())
    expect(existsSync(join(machine(), '_slipway-store'))).toBe(false)
    const step = await job.step('data', { mode: 'pull', 'runner-store': 'here' }, selfHosted())
    expect(step.annotations).toMatchObject([{ title: 'action/input-invalid' }])
  })
})
