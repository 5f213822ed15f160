import { readFileSync } from 'node:fs'
import type { WorkflowEvent } from '@slipway/rehearsal'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { edit } from '../e2e/world/edit-project.ts'
import { declaredOutputs } from './world/action-file.ts'
import { ActionWorld } from './world/action-world.ts'
import { firstRelease, pushedMore, reportJob, trainedPull, trainJob } from './world/life.ts'

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

  it('comments on the lines of a gate and a parameter once, and takes back what no longer holds', async () => {
    const margin = (from: string, to: string) => (folder: string) =>
      edit(folder, 'slipway.yaml', (text) =>
        text.replace(`roc_auc: { role: goal, margin: ${from} }`, `roc_auc: { role: goal, margin: ${to} }`),
      )
    const report = async (event?: WorkflowEvent) => {
      const job = await reportJob(world, event)
      expect(await job.step('report')).toMatchObject({ exitCode: 0, annotations: [] })
      job.end()
      return job.run.event
    }
    const number = await trainedPull(world, 'lines', { model: 'worse', seed: 5 }, margin('0.01', '0.5'))
    const event = await report()
    const said = await world.lineComments(number)
    expect(said.map(({ path, original_line: line }) => [path, line])).toEqual([
      ['slipway.yaml', 34],
      ['params.yaml', 2],
      ['params.yaml', 3],
    ])
    expect(said[0]?.body).toContain('roc\\_auc margin 0.01 → 0.5')
    expect(said[1]?.body).toMatch(/`train\.model`: ~~base~~ → \*\*worse\*\*.*ROC.AUC.*▼/s)
    expect(await world.reviews(number)).toHaveLength(1)
    await report(event)
    expect(await world.lineComments(number)).toEqual(said)

    // The gate is as it was; the job may not resolve the thread, so the comment says it.
    await pushedMore(world, 'lines', margin('0.5', '0.01'))
    await report()
    const later = await world.lineComments(number)
    expect(later.map(({ id }) => id)).toEqual(said.map(({ id }) => id))
    expect(later[0]?.body).toMatch(/state=over -->\n\*\*No longer holds\*\* as of [0-9a-f]{7}\./)
    expect(later.slice(1).map(({ body }) => body)).toEqual(said.slice(1).map(({ body }) => body))
    expect(await world.reviews(number)).toHaveLength(1)
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
