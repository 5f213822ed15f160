import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Person } from '@slipway/rehearsal/theatre'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { edit, setParams } from '../e2e/world/edit-project.ts'
import { declaredOutputs, rightsOf } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import { firstRelease } from './world/life.ts'
import type { Step } from './world/run-step.ts'

let world: ActionWorld

beforeAll(async () => {
  world = await ActionWorld.open()
  await firstRelease(world)
})
afterAll(() => world.close())

/** Plans the pull request that was opened last. */
async function planPull(): Promise<Step> {
  const job = await world.job({
    event: world.lastEvent('pull_request'),
    workflow: '.github/workflows/slipway-pull-request.yml',
    permissions: rightsOf('pull-request', 'plan'),
    depth: 2,
  })
  return job.step('plan')
}

describe('action plan', () => {
  it('spreads what a pull request makes stale over runners', async () => {
    await world.pull('better', (folder) => setParams(folder, { model: 'better', seed: 2 }))
    const step = await planPull()
    const outputs = {
      before: '[]',
      matrix: '{"include":[{"name":"train","stages":["train"],"runs-on":["self-hosted","gpu"]}]}',
      after: '["evaluate"]',
      'has-before': 'false',
      'has-matrix': 'true',
      trusted: 'true',
    }
    expect(step).toMatchObject({ exitCode: 0, annotations: [], outputs })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('plan'))
    expect(JSON.parse(step.outputs.plan ?? '')).toMatchObject({
      stages: [{ state: 'known' }, { state: 'stale' }, { state: 'pending' }],
    })
    expect(step.summary).toMatch(/^## Plan\n/)
    expect(step.summary).toContain('| train |')
  })

  it('leaves a fork no machine but the last, hosted one', async () => {
    world.forge.createUser('mo')
    await world.forge.fork(world.repository, 'mo')
    const mo = new Person(world.forge, 'mo', join(world.folder, 'people'), { PATH: process.env.PATH ?? '' })
    await mo.cloneRepository('mo/delays')
    await mo.branch('mine')
    setParams(mo.clone, { model: 'better', seed: 3 })
    await mo.push('mine', 'mine')
    await mo.openPull(world.name, { title: 'mine', head: 'mo:mine' })
    const step = await planPull()
    expect(step).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: {
        before: '[]',
        matrix: '{"include":[]}',
        after: '["train","evaluate"]',
        'has-before': 'false',
        'has-matrix': 'false',
        trusted: 'false',
      },
    })
    expect(step.summary).toContain('comes from a fork')
  })

  it('warns about what a key would not see', async () => {
    await world.pull('careless', (folder) => {
      edit(folder, 'slipway.yaml', (text) =>
        text.replace('build/rows, environment.yml]\n    params', 'build/rows]\n    params'),
      )
    })
    const step = await planPull()
    expect(step.exitCode).toBe(0)
    expect(step.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('"train"') },
    ])
  })

  it('points at each mistake of the project file, and plans nothing', async () => {
    await world.pull('mistakes', (folder) => {
      edit(folder, 'slipway.yaml', (text) =>
        text.replace('role: goal', 'role: gaol').replace('outs: [build/rows]', 'uots: [build/rows]'),
      )
    })
    const step = await planPull()
    expect(step).toMatchObject({ exitCode: 1, outputs: {}, summary: '' })
    const lines = readFileSync(join(world.ada.clone, 'slipway.yaml'), 'utf8').split('\n')
    const placeOf = (word: string) => {
      const line = lines.findIndex((text) => text.includes(word))
      return { startLine: line + 1, startColumn: (lines[line] ?? '').indexOf(word) + 1 }
    }
    const at = { level: 'failure', title: 'slipway.yaml', path: 'slipway.yaml' }
    expect(step.annotations).toMatchObject([
      { ...at, ...placeOf('uots'), message: expect.stringContaining('did you mean "outs"') },
      { ...at, ...placeOf('gaol'), message: expect.stringContaining('did you mean "goal"') },
    ])
  })

  it('says that there is no project file', async () => {
    await world.pull('empty', (folder) => rmSync(join(folder, 'slipway.yaml')))
    const step = await planPull()
    expect(step).toMatchObject({ exitCode: 1, outputs: {} })
    expect(step.annotations).toMatchObject([{ title: 'workspace/project-missing' }])
  })
})
