import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { edit, setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

const markerOf = async (number: number) => (await world.readComment(number)).split('\n')[0]

describe('a report', () => {
  it('of a training that fails says that there is no result; the push that mends it changes the same comment', async () => {
    const before = await world.state()
    const number = await world.judgedPull('mended', { model: 'broken' })
    const failed = await world.lastRun('slipway-pull-request.yml')
    expect(failed.conclusion).toBe('failure')
    const comment = await world.readComment(number)
    expect(comment).toContain('`delay`: no result')
    expect(comment).toContain(`Run ${failed.id} ended with failure`)
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })
    expect(await world.state()).toEqual(before)
    expect(world.store.executedBy(failed.id)).toEqual([])

    await world.pushMore('mended', (folder) => setParams(folder, { model: 'better' }))
    await world.settle()
    expect(await world.readComment(number)).toContain('`delay` is better')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success' })
  })

  it('of an older head that comes late changes nothing', async () => {
    const [first] = await world.runs({ workflow: 'slipway-report.yml' })
    const before = await world.readComment(1)
    await world.rerun(first?.id ?? 0)
    expect(await world.jobConclusions(first?.id ?? 0)).toEqual({ Report: 'success' })
    expect(await world.readComment(1)).toBe(before)
    expect(await world.checkConclusions(1)).toEqual({ delay: 'success' })
  })

  it('of an older run of the same head that comes late changes neither comment nor check', async () => {
    const flag = join(world.folder, 'works-now')
    const number = await world.pull({
      branch: 'flaky',
      edit: (folder) => {
        setParams(folder, { model: 'better', seed: 2 })
        edit(folder, 'src/train.sh', (text) => text.replace('set -eu', `set -eu\ntest -e ${flag}`))
      },
    })
    await world.settle()
    const late = await world.lastRun('slipway-report.yml')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })

    writeFileSync(flag, '')
    for (const state of ['closed', 'open'])
      await world.lin.api('PATCH', `/repos/${world.name}/pulls/${number}`, { state })
    await world.settle()
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success' })
    const before = await world.readComment(number)

    await world.rerun(late.id)
    expect(await world.jobConclusions(late.id)).toEqual({ Report: 'success' })
    expect(await world.readComment(number)).toBe(before)
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success' })
  })

  it('is made once for two pushes in a row: the first run is stopped', async () => {
    const number = await world.pull({ branch: 'twice', edit: (folder) => setParams(folder, { seed: 3 }) })
    await world.pushMore('twice', (folder) => setParams(folder, { seed: 4 }))
    await world.settle()
    const runs = (await world.runs({ workflow: 'slipway-pull-request.yml' })).slice(-2)
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(['cancelled', 'success'])
    expect(await markerOf(number)).toContain(`run=${runs[1]?.id} `)
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success' })
  })
})
