import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declaredOutputs, rightsOf } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import { trainJob } from './world/life.ts'
import type { Step } from './world/run-step.ts'

let world: ActionWorld
const controls: { readonly kind: string; readonly runId: number }[] = []

beforeAll(async () => {
  world = await ActionWorld.open()
  world.forge.onRunControl((control) => controls.push(control))
})
afterAll(() => world.close())

const SILENCE = 'The self-hosted runner: gpu-1 lost communication with the server.'

/** A pull request whose training ends with these failures, and what the action makes of it. */
async function afterEnd(
  branch: string,
  failures: readonly string[],
  attempt = 1,
): Promise<{ id: number; step: Step }> {
  controls.length = 0
  await world.pull(branch, (folder) => world.write(folder, { [`${branch}.txt`]: branch }))
  const training = await trainJob(world)
  training.run.attempt = attempt
  training.run.jobs[0]?.annotations.push(
    ...failures.map((message) => ({ level: 'failure', message }) as const),
  )
  training.end('failure')
  const job = await world.job({
    event: world.lastEvent('workflow_run'),
    workflow: '.github/workflows/slipway-rerun.yml',
    permissions: rightsOf('rerun', 'rerun'),
  })
  const step = await job.step('rerun', { 'max-attempts': '3' })
  job.end()
  return { id: training.run.id, step }
}

describe('action rerun', () => {
  it('runs the failed jobs of a run again that lost its machine, once, with no right but those of the template', async () => {
    const { id, step } = await afterEnd('lost', [SILENCE])
    expect(step).toMatchObject({ exitCode: 0, annotations: [], outputs: { rerun: 'true' } })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('rerun'))
    expect(controls).toMatchObject([{ kind: 'rerun-failed', runId: id }])
    expect(step.summary).toContain('lost the machine')
  })

  it('leaves alone what failed by itself, and what lost its machine too often', async () => {
    for (const [branch, failures, attempt] of [
      ['both', [SILENCE, 'pipeline/stage-failed'], 1],
      ['often', [SILENCE], 3],
    ] as const) {
      const { step } = await afterEnd(branch, failures, attempt)
      expect([branch, step.outputs.rerun, step.exitCode]).toEqual([branch, 'false', 0])
      expect(controls).toEqual([])
    }
  })
})
