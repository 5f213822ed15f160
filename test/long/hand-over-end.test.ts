import { describe, expect, it } from 'vitest'
import { setParams } from '../e2e/world/edit-project.ts'
import { pauseTraining } from '../e2e/world/pause-training.ts'
import { useWorld } from '../e2e/world/use-world.ts'
import type { World } from '../e2e/world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

describe('a stage that needs longer than a job may take', () => {
  it('fails in the last job of the chain, and leaves its checkpoint for whoever runs it again', async () => {
    await world.pull({
      branch: 'endless',
      edit: (folder) => {
        setParams(folder, { seed: 5 })
        pauseTraining(folder, 3)
      },
    })
    await world.settle()
    const run = await world.lastRun('slipway-pull-request.yml')
    expect(await world.jobConclusions(run.id)).toMatchObject({ After: 'skipped' })
    expect(world.store.executedBy(run.id)).toEqual([])
  })
})
