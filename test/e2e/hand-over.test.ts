import { describe, expect, it } from 'vitest'
import { edit, setParams } from './world/edit-project.ts'
import { useWorld } from './world/use-world.ts'
import type { World } from './world/world.ts'

let world: World
useWorld((opened) => {
  world = opened
})

/** The stage writes a checkpoint each time it is started, and stops there until it went on from so many. */
function pauses(folder: string, times: number): void {
  edit(folder, 'slipway.yaml', (text) =>
    text.replace(
      '    runs-on: [self-hosted, gpu]',
      '    runs-on: [self-hosted, gpu]\n    checkpoint: build/checkpoints',
    ),
  )
  edit(
    folder,
    'src/train.sh',
    (text) => `
count=$(cat "\${SLIPWAY_RESUME_FROM:-/dev/null}")
printf '%sx' "$count" > build/checkpoints/.new
mv build/checkpoints/.new "build/checkpoints/step-\${#count}"
test "\${#count}" -ge ${times} || exit 75
${text}`,
  )
}

describe('a stage that needs longer than a job may take', () => {
  it('goes on in the next job of the same run, without a right to write, and ends in one record that is judged', async () => {
    const number = await world.pull({
      branch: 'long',
      edit: (folder) => {
        setParams(folder, { model: 'better' })
        pauses(folder, 2)
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

  it('fails in the last job of the chain, and leaves its checkpoint for whoever runs it again', async () => {
    await world.pull({
      branch: 'endless',
      edit: (folder) => {
        setParams(folder, { seed: 5 })
        pauses(folder, 3)
      },
    })
    await world.settle()
    const run = await world.lastRun('slipway-pull-request.yml')
    expect(await world.jobConclusions(run.id)).toMatchObject({ After: 'skipped' })
    expect(world.store.executedBy(run.id)).toEqual([])
  })
})
