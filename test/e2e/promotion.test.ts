import { describe, expect, it } from 'vitest'
import { edit, setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

/** The run that judged a pull request, and the bytes that it made. */
async function reviewedBytes(number: number): Promise<{ readonly runId: number; readonly digest: string }> {
  const run = await world.lastRun('slipway-pull-request.yml', await world.headOf(number))
  const made = world.store
    .records()
    .find(({ record }) => record.producer?.run_id === run.id && record.stage === 'train')
  return { runId: run.id, digest: made?.record.outputs['models/model.bin']?.oid ?? '' }
}

/** That the release of a merged commit holds what was reviewed, and that its workflow trained nothing. */
async function expectReviewedRelease(tag: string, number: number, merged: string): Promise<void> {
  const { runId, digest } = await reviewedBytes(number)
  expect(digest).toMatch(/^sha256:/)
  const release = (await world.releases()).find(({ tag_name }) => tag_name === tag)
  expect(release?.draft).toBe(false)
  expect(release?.assets.find(({ name }) => name === 'model.bin')?.digest).toBe(digest)
  const model = JSON.parse(await world.asset(tag, 'model.json'))
  expect(model).toMatchObject({ commit: merged, signoff: null })
  const verdict = JSON.parse(await world.asset(tag, 'verdict.json'))
  const [check] = await world.checks(await world.headOf(number))
  expect(check).toMatchObject({ conclusion: 'success' })
  // Computed again from the stored predictions, it is the reviewed verdict to the byte.
  expect(await world.tag(tag)).toMatchObject({
    commit: merged,
    trailers: { Model: digest, Verdict: check?.external_id },
  })
  expect(verdict).toMatchObject({ challenger: { model: digest }, signoff: null })
  // What the last job of the pull request measured of both models.
  expect(verdict.tests).toMatchObject([{ kind: 'size', outcome: 'holds', max: 1e6 }])
  const run = await world.lastRun('slipway-release.yml', merged)
  expect(await world.jobConclusions(run.id)).toEqual({ Promote: 'success', Deploy: 'success' })
  expect(world.store.executedBy(run.id)).toEqual([])
  expect(world.store.executedBy(runId)).toEqual(['evaluate', 'train'])
  expect(await world.served()).toBe(tag.split('@')[1])
}

describe('a merge promotes the reviewed bytes', () => {
  it('squashed', async () => {
    const number = await world.judgedPull('better', { model: 'better' })
    expect(await world.readComment(number)).toContain('`delay` is better')
    const merged = await world.merge(number, 'squash')
    await expectReviewedRelease('delay@v1.1.0', number, merged)
  })

  it('rebased, though the merged commit is not the one that was run', async () => {
    const number = await world.judgedPull('rebased', { seed: 2 })
    await world.pushMore('rebased', (folder) => setParams(folder, { seed: 3 }))
    await world.settle()
    expect(await world.readComment(number)).toContain('`delay` is non-inferior')
    const merged = await world.merge(number, 'rebase')
    expect(merged).not.toBe(await world.headOf(number))
    await expectReviewedRelease('delay@v1.2.0', number, merged)
  })

  it('by a merge commit, though main has moved by something that the model does not read', async () => {
    const number = await world.judgedPull('merged', { seed: 4 })
    await world.commit('say more', (folder) => edit(folder, 'README.md', (text) => `${text}\nMore.\n`))
    await world.settle()
    const merged = await world.merge(number, 'merge')
    await expectReviewedRelease('delay@v1.3.0', number, merged)
  })
})

describe('what changes nothing of the model', () => {
  it('is unchanged on the pull request, passes, and releases nothing', async () => {
    const before = await world.state()
    const number = await world.pull({
      branch: 'docs',
      edit: (folder) => edit(folder, 'README.md', (text) => `${text}\nAnd more.\n`),
    })
    await world.settle()
    expect(await world.readComment(number)).toContain('`delay` is unchanged')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success' })
    const { id } = await world.lastRun('slipway-pull-request.yml')
    expect(world.store.executedBy(id)).toEqual([])
    const merged = await world.merge(number)
    const release = await world.lastRun('slipway-release.yml', merged)
    expect(await world.jobConclusions(release.id)).toEqual({ Promote: 'success', Deploy: 'skipped' })
    expect(await world.runs({ workflow: 'slipway-candidate.yml' })).toHaveLength(1)
    const { tags, releases } = await world.state()
    expect({ tags, releases }).toEqual({ tags: before.tags, releases: before.releases })
  })
})

describe('a release that is run again', () => {
  const releaseOf = async (tag: string) => world.lastRun('slipway-release.yml', (await world.tag(tag)).commit)

  it('by its deploy job alone: the holder keeps the stage, and an old version is refused', async () => {
    const before = await world.state()
    const newest = await releaseOf('delay@v1.3.0')
    await world.rerun(newest.id, { job: 'Deploy' })
    expect(await world.jobConclusions(newest.id)).toEqual({ Promote: 'success', Deploy: 'success' })
    const old = await releaseOf('delay@v1.1.0')
    await world.rerun(old.id, { job: 'Deploy' })
    expect(await world.jobConclusions(old.id)).toEqual({ Promote: 'success', Deploy: 'failure' })
    expect(await world.log(old.id, 'Deploy')).toContain('v1.1.0 held prod before and was replaced')
    expect(await world.state()).toEqual(before)
    expect(await world.served()).toBe('v1.3.0')
  })

  it('changes nothing and deploys nothing, be it the newest or an old one', async () => {
    const before = await world.state()
    for (const tag of ['delay@v1.3.0', 'delay@v1.1.0']) {
      const { id } = await releaseOf(tag)
      await world.rerun(id)
      expect(await world.jobConclusions(id)).toEqual({ Promote: 'success', Deploy: 'skipped' })
    }
    expect(await world.state()).toEqual(before)
    expect(await world.served()).toBe('v1.3.0')
  })
})
