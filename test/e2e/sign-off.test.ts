import { describe, expect, it } from 'vitest'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld(
  (opened) => {
    world = opened
  },
  { unreleased: true },
)

const nothing = { tags: [], releases: [] }

describe('a first release', () => {
  it('is unreleased until somebody signs: the candidate trains the tree and waits', async () => {
    const main = await world.headOfMain()
    const release = await world.lastRun('slipway-release.yml', main)
    expect(await world.jobConclusions(release.id)).toEqual({ Promote: 'success', Deploy: 'skipped' })
    expect(world.store.executedBy(release.id)).toEqual([])
    const candidate = await world.lastRun('slipway-candidate.yml', main)
    expect(candidate.status).toBe('waiting')
    expect(world.store.executedBy(candidate.id)).toEqual(['evaluate', 'prepare', 'train'])
    const [check] = await world.checks(main)
    expect(check).toMatchObject({ name: 'slipway / delay', conclusion: 'action_required' })
    expect(await world.state()).toMatchObject(nothing)
  })

  it('that is rejected assigns nothing', async () => {
    const [runId = 0] = await world.reject('not yet')
    expect(await world.jobConclusions(runId)).toMatchObject({
      'Sign-off': 'failure',
      Promote: 'skipped',
      Deploy: 'skipped',
    })
    expect(await world.state()).toMatchObject(nothing)
  })

  it('of a pull request says that there is nothing to compare with, and is no pass', async () => {
    const number = await world.judgedPull('better', { model: 'better' })
    expect(await world.readComment(number)).toContain('This is the first release')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })
    const merged = await world.merge(number)
    const release = await world.lastRun('slipway-release.yml', merged)
    const [warning] = await world.annotations(release.id, 'Promote')
    expect(warning?.message).toContain('a first release needs a sign-off')
    expect(await world.state()).toMatchObject(nothing)
    const candidate = await world.lastRun('slipway-candidate.yml', merged)
    expect(candidate.status).toBe('waiting')
    // What a pull request ran saves the default branch no work: its code may have written anything there.
    expect(world.store.executedBy(candidate.id)).toEqual(['evaluate', 'train'])
  })

  it('that waits holds nobody up: a later merge goes on, and its candidate takes the place of the one that waits', async () => {
    const old = await world.lastRun('slipway-candidate.yml')
    const number = await world.judgedPull('base', { model: 'base', seed: 2 })
    const merged = await world.merge(number)
    const release = await world.lastRun('slipway-release.yml', merged)
    expect(release).toMatchObject({ status: 'completed', conclusion: 'success' })
    const candidate = await world.lastRun('slipway-candidate.yml', merged)
    expect(candidate.status).toBe('waiting')
    expect((await world.runs()).find(({ id }) => id === old.id)).toMatchObject({ conclusion: 'cancelled' })
    expect(await world.state()).toMatchObject(nothing)
  })

  it('that is approved keeps who signed and why in model.json, the verdict and the tag, and is deployed', async () => {
    const merged = await world.headOfMain()
    await world.approve('a start\nthat | everybody `can` beat')
    const signoff = { who: 'ada', why: 'a start\nthat | everybody `can` beat' }
    const [release] = await world.releases()
    expect(release).toMatchObject({ tag_name: 'delay@v1.0.0', draft: false })
    const model = JSON.parse(await world.asset('delay@v1.0.0', 'model.json'))
    expect(model).toMatchObject({ commit: merged, signoff })
    const verdict = JSON.parse(await world.asset('delay@v1.0.0', 'verdict.json'))
    expect(verdict).toMatchObject({ outcome: 'cannot-tell', baseline_kind: 'none', champion: null, signoff })
    const { commit, trailers } = await world.tag('delay@v1.0.0')
    expect(commit).toBe(merged)
    expect(trailers).toMatchObject({ Verdict: model.verdict, Model: model.file.oid, Run: model.run.key })
    expect(release?.assets.map(({ name }) => name).sort()).toEqual([
      'SHA256SUMS',
      'model-card.md',
      'model.bin',
      'model.json',
      'provenance.json',
      'report.html',
      'verdict.json',
    ])
    expect(await world.tags()).toEqual(['delay#prod#1', 'delay@v1.0.0'])
    expect(await world.served()).toBe('v1.0.0')
  })
})

describe('a merge that the evidence cannot tell apart', () => {
  it('may be accepted by its own run, under the name that the token has on GitHub, without training', async () => {
    const number = await world.judgedPull('unsure', { model: 'unsure', seed: 3 })
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })
    const merged = await world.merge(number)
    const candidate = await world.lastRun('slipway-candidate.yml', merged)
    expect(candidate.status).toBe('waiting')
    expect(await world.tags()).toEqual(['delay#prod#1', 'delay@v1.0.0'])

    await world.ada.branch('main')
    const printed = await world.slipway(world.ada, 'promote', '--accept', 'the rows will come')
    expect(printed).toContain('delay: released as delay@v1.1.0')
    await world.settle()
    const reviewed = await world.lastRun('slipway-pull-request.yml', await world.headOf(number))
    const model = JSON.parse(await world.asset('delay@v1.1.0', 'model.json'))
    expect(model).toMatchObject({ commit: merged, signoff: { who: 'ada', why: 'the rows will come' } })
    const { record } =
      world.store
        .records()
        .find(({ record }) => record.stage === 'train' && record.producer?.run_id === reviewed.id) ?? {}
    expect(model.file.oid).toBe(record?.outputs['models/model.bin']?.oid)
    // A person's tag starts the deployment.
    expect(await world.lastRun('slipway-deploy-on-tag.yml')).toMatchObject({ conclusion: 'success' })
    expect(await world.served()).toBe('v1.1.0')
  })

  it('is not released twice: the candidate that still waited finds it done', async () => {
    const before = await world.tags()
    const [runId = 0] = await world.approve('late')
    expect(await world.jobConclusions(runId)).toMatchObject({ Promote: 'success', Deploy: 'skipped' })
    expect(await world.tags()).toEqual(before)
    expect(await world.releases()).toHaveLength(2)
  })
})
