import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
})
