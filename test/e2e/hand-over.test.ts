import { describe, expect, it } from 'vitest'
import { setParams } from './world/edit-project.ts'
import { pauseTraining } from './world/pause-training.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

describe('a stage that needs longer than a job may take', () => {
  it('goes on in the next job of the same run, without a right to write, and ends in one record that is judged', async () => {
    const number = await world.pull({
      branch: 'long',
      edit: (folder) => {
        setParams(folder, { model: 'better' })
        pauseTraining(folder, 2)
      },
    })
    await world.settle()
    const run = await world.lastRun('slipway-pull-request.yml')
    const jobs = await world.jobConclusions(run.id)
    const training = Object.entries(jobs).filter(([name]) => name.startsWith('Train'))
    expect(training.map(([name, conclusion]) => [name.slice(0, 15), conclusion])).toEqual([
      ['Train (train, t', 'success'],
      ['Train (2nd job)', 'success'],
      ['Train (3rd job)', 'success'],
    ])
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success' })
    expect(world.store.executedBy(run.id)).toEqual(['evaluate', 'train'])
    const trained = world.store
      .records()
      .find(({ record }) => record.stage === 'train' && record.producer?.run_id === run.id)
    expect(trained?.record.starts).toMatchObject([
      { ended: 'handed-over', resumed: null, producer: { run_id: run.id } },
      { ended: 'handed-over', resumed: { domain: `pr-${number}` }, producer: { run_id: run.id } },
      { ended: 'done', resumed: { domain: `pr-${number}` }, producer: { run_id: run.id } },
    ])
  })
})
