import { auditStore } from '@slipway/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setParams } from '../e2e/world/edit-project.ts'
import { declaredOutputs } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import { candidateJob, firstRelease, promoteJob, reviewedMerge, succeed, trainedPull } from './world/life.ts'

let world: ActionWorld

beforeAll(async () => {
  world = await ActionWorld.open({ immutableReleases: true })
  await firstRelease(world)
})
afterAll(() => world.close())

describe('action promote', () => {
  it('releases the reviewed bytes of the merged commit, once', async () => {
    await reviewedMerge(world, 'better', { model: 'better', seed: 2 })
    const job = await promoteJob(world)
    const step = await job.step('promote')
    const reviewed = world.store.verdicts().find(({ outcome }) => outcome === 'better')
    expect(step).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { changed: 'true', unreleased: '[]', candidate: 'false' },
    })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('promote'))
    expect(JSON.parse(step.outputs.releases ?? '')).toEqual([
      {
        model: 'delay',
        version: 'v1.1.0',
        tag: 'delay@v1.1.0',
        digest: reviewed?.challenger.model,
        stage: 'prod',
        basis: 1,
      },
    ])
    expect(step.summary).toContain('delay: released as delay@')
    expect(await world.tags()).toEqual(['delay#prod#1', 'delay@v1.0.0', 'delay@v1.1.0'])
    expect(auditStore(world.store.path, { complete: true })).toEqual([])

    const before = {
      store: world.store.listing(),
      releases: await world.releases(),
      tags: await world.tags(),
    }
    await succeed(job.step('deploy', { releases: step.outputs.releases ?? '' }))
    const again = await (await promoteJob(world, job.run.event)).step('promote')
    expect(again).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { changed: 'false', releases: '[]', unreleased: '[]', candidate: 'false' },
    })
    const tags = [...before.tags, 'delay#prod#2'].toSorted()
    expect({ ...before, tags }).toEqual({
      store: world.store.listing(),
      releases: await world.releases(),
      tags: await world.tags(),
    })
  })

  it('warns about what stays unreleased, and starts the candidate workflow for it', async () => {
    await world.ada.branch('main')
    setParams(world.ada.clone, { model: 'better', seed: 9 })
    await world.ada.push('main', 'past the pull request')
    const before = { releases: await world.releases(), tags: await world.tags() }
    const step = await (await promoteJob(world)).step('promote')
    expect(step).toMatchObject({
      exitCode: 0,
      outputs: { changed: 'false', releases: '[]', candidate: 'true' },
    })
    expect(JSON.parse(step.outputs.unreleased ?? '')).toMatchObject([{ model: 'delay', code: 'not-run' }])
    expect(step.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('delay is unreleased: Nobody has run this tree') },
    ])
    expect(step.summary).toContain('unreleased')
    expect(world.lastEvent('workflow_dispatch')).toMatchObject({
      workflowPath: '.github/workflows/slipway-candidate.yml',
    })
    expect({ releases: await world.releases(), tags: await world.tags() }).toEqual(before)
  })

  it('takes the words of whoever approved the run for a sign-off', async () => {
    const job = await candidateJob(world)
    const own = { 'run-id': String(job.run.id), workflow: job.run.path, 'candidate-workflow': '' }
    await succeed(job.step('train', { artifact: 'true' }))
    await succeed(job.step('report', { 'run-id': own['run-id'], workflow: own.workflow }))
    const unsigned = await job.step('promote', { ...own, 'accept-from-approval': 'true' })
    expect(unsigned).toMatchObject({ exitCode: 0, outputs: { changed: 'false', candidate: 'false' } })
    world.forge.setEnvironment(world.repository, { name: 'release', reviewers: ['ada'] })
    const entered = job.enter('release')
    await world.ada.reviewRun(world.name, job.run.id, 'approved', 'it is as good')
    expect(await entered).toBe(true)
    const signed = await job.step('promote', { ...own, 'accept-from-approval': 'true', bump: 'patch' })
    expect(signed).toMatchObject({ exitCode: 0, outputs: { changed: 'true' } })
    expect(JSON.parse(await world.asset('delay@v1.1.1', 'model.json'))).toMatchObject({
      signoff: { who: 'ada', why: 'it is as good' },
    })
    expect(world.store.verdicts().map(({ signoff }) => signoff?.why)).toContain('it is as good')
  })

  it('says what it may not do, and leaves no draft', async () => {
    const number = await trainedPull(world, 'more', { model: 'better', seed: 7 })
    await world.ada.mergePull(world.name, number, 'squash')
    const before = {
      releases: await world.releases(),
      tags: await world.tags(),
      store: world.store.listing(),
    }
    const job = await world.job({
      event: world.lastEvent('push'),
      workflow: '.github/workflows/slipway-release.yml',
      permissions: { actions: 'read', contents: 'read', 'pull-requests': 'read' },
    })
    const step = await job.step('promote', { accept: 'as it is', 'candidate-workflow': '' })
    expect(step).toMatchObject({ exitCode: 1, outputs: {} })
    expect(step.annotations).toMatchObject([
      { title: 'github/forbidden', message: expect.stringContaining('contents: write') },
    ])
    expect({ releases: await world.releases(), tags: await world.tags() }).toMatchObject({
      releases: before.releases,
      tags: before.tags,
    })
  })
})
