import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declaredOutputs } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import { firstRelease, reportJob, trainedPull, trainJob } from './world/life.ts'

let world: ActionWorld

beforeAll(async () => {
  world = await ActionWorld.open()
  await firstRelease(world)
})
afterAll(() => world.close())

describe('action report', () => {
  it('judges the run that caused it: one comment, one check, summary, report, verdict', async () => {
    const number = await trainedPull(world, 'better', { model: 'better', seed: 2 })
    const verdicts = world.store.verdicts().length
    const job = await reportJob(world)
    const step = await job.step('report')
    expect(step).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: {
        outcomes: '{"delay":"better"}',
        promotable: 'true',
        'comment-id': expect.stringMatching(/^\d+$/),
      },
    })
    expect(Object.keys(step.outputs).toSorted()).toEqual(declaredOutputs('report'))
    expect(await world.readComment(number)).toContain('better')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'success' })
    expect(step.summary).toContain('`delay`')
    expect(readFileSync(step.outputs.report ?? '', 'utf8')).toMatch(/^<!doctype html>/i)
    expect(world.store.verdicts()).toHaveLength(verdicts + 1)
    const artifacts = `/repos/${world.name}/actions/runs/${job.run.id}/artifacts`
    expect(await world.ada.api('GET', artifacts)).toMatchObject({
      artifacts: [{ name: 'slipway-report.html' }],
    })
    job.end()

    // The same once more, as when the workflow is run again: the same comment and the same check.
    const again = await (await reportJob(world, job.run.event)).step('report')
    expect(again).toMatchObject({ exitCode: 0, outputs: { 'comment-id': step.outputs['comment-id'] } })
    await world.readComment(number)
    expect(await world.checks(await world.headOf(number))).toHaveLength(1)
    expect(world.store.verdicts()).toHaveLength(verdicts + 1)
  })

  it('stays green and says so where the run made nothing, or nothing that is believed', async () => {
    const number = await world.pull('failed', () => world.write(world.ada.clone, { 'note.txt': 'a note\n' }))
    const train = await trainJob(world)
    train.end('failure')
    const step = await (await reportJob(world)).step('report')
    expect(step).toMatchObject({
      exitCode: 0,
      annotations: [],
      outputs: { outcomes: '{"delay":null}', promotable: 'false' },
    })
    expect(await world.readComment(number)).toContain('failure')
    expect(await world.checkConclusions(number)).toEqual({ delay: 'action_required' })
  })

  it('says what it may not do, and posts nothing', async () => {
    const number = await trainedPull(world, 'unrightful', { model: 'worse', seed: 4 })
    const job = await world.job({
      event: world.lastEvent('workflow_run'),
      workflow: '.github/workflows/slipway-report.yml',
      permissions: { actions: 'read', contents: 'read', checks: 'write', 'pull-requests': 'read' },
    })
    const step = await job.step('report')
    expect(step.exitCode).toBe(1)
    expect(step.annotations).toMatchObject([
      { title: 'github/forbidden', message: expect.stringContaining('pull-requests: write') },
    ])
    expect(await world.comments(number)).toEqual([])
    expect(await world.checks(await world.headOf(number))).toEqual([])
    expect(step.outputs).toEqual({})
  })
})
