import { describe, expect, it } from 'vitest'
import { edit } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

/** A line more in a script that the model is made by, and that does not change what it makes. */
const touch = (script: string) => (folder: string) =>
  edit(folder, `src/${script}.sh`, (text) => `${text}# ${script}, looked over\n`)

describe('main moved between review and merge', () => {
  it('by another merge: nobody ran this tree, so it is unreleased, trained as a candidate, and waits for a person', async () => {
    const model = await world.judgedPull('better', { model: 'better' })
    const script = await world.pull({ branch: 'script', edit: touch('train') })
    await world.settle()
    expect(await world.checkConclusions(model)).toEqual({ delay: 'success' })
    const mover = await world.merge(script)
    const before = await world.state()

    const merged = await world.merge(model)
    const release = await world.lastRun('slipway-release.yml', merged)
    expect(await world.jobConclusions(release.id)).toEqual({ Promote: 'success', Deploy: 'skipped' })
    const [warning] = await world.annotations(release.id, 'Promote')
    expect(warning?.message).toContain(
      `delay is unreleased: #${model} was judged on another tree: src/train.sh (${mover.slice(0, 7)}) moved`,
    )

    const candidate = await world.lastRun('slipway-candidate.yml', merged)
    expect(candidate).toMatchObject({ event: 'workflow_dispatch', status: 'waiting' })
    expect(world.store.executedBy(candidate.id)).toEqual(['evaluate', 'train'])
    const waiting = await world.state()
    expect({ tags: waiting.tags, releases: waiting.releases }).toEqual({
      tags: before.tags,
      releases: before.releases,
    })

    await world.approve('better on the moved base too')
    expect(await world.jobConclusions(candidate.id)).toMatchObject({ Promote: 'success', Deploy: 'success' })
    expect(JSON.parse(await world.asset('delay@v1.1.0', 'model.json'))).toMatchObject({
      commit: merged,
      signoff: { who: 'ada', why: 'better on the moved base too' },
    })
    expect(JSON.parse(await world.asset('delay@v1.1.0', 'verdict.json'))).toMatchObject({
      outcome: 'better',
      signoff: { who: 'ada' },
    })
    expect(await world.served()).toBe('v1.1.0')
  })

  it('by two merges in a row: the first is released as it was reviewed, the second waits as a candidate', async () => {
    const first = await world.judgedPull('first', { seed: 2 })
    const second = await world.pull({
      branch: 'second',
      edit: (folder) => edit(folder, 'src/train.sh', (text) => text.replace('$seed"', '$seed again"')),
    })
    await world.settle()
    expect(await world.checkConclusions(second)).toEqual({ delay: 'success' })
    const sha = await world.ada.mergePull(world.name, first, 'squash')
    const merged = await world.merge(second)

    expect(JSON.parse(await world.asset('delay@v1.2.0', 'model.json'))).toMatchObject({
      commit: sha,
      signoff: null,
    })
    expect(await world.served()).toBe('v1.2.0')
    expect(world.store.executedBy((await world.lastRun('slipway-release.yml', sha)).id)).toEqual([])
    const candidate = await world.lastRun('slipway-candidate.yml', merged)
    expect(candidate.status).toBe('waiting')

    await world.approve('together they are as good')
    expect(JSON.parse(await world.asset('delay@v1.3.0', 'model.json'))).toMatchObject({
      commit: merged,
      signoff: { who: 'ada', why: 'together they are as good' },
    })
    expect(await world.served()).toBe('v1.3.0')
  })

  it('so that the candidate comes out as the same bytes: there is nothing to approve and nothing to release', async () => {
    const before = await world.state()
    const merged = await world.commit('look over the training', touch('train'))
    await world.settle()
    const candidate = await world.lastRun('slipway-candidate.yml', merged)
    expect(await world.jobConclusions(candidate.id)).toMatchObject({
      Report: 'success',
      Promote: 'skipped',
      Deploy: 'skipped',
    })
    const { tags, releases } = await world.state()
    expect({ tags, releases }).toEqual({ tags: before.tags, releases: before.releases })
    expect(await world.checks(merged)).toMatchObject([{ conclusion: 'success' }])
  })
})
