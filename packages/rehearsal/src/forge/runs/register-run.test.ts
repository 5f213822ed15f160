import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WorkflowEvent, WorkflowRunState } from '../../model.ts'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { addTestRun, jobClient, lastEvent, refusal, testJob } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge

beforeEach(async () => {
  test = await startTestForge()
})
afterEach(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

const activities = () =>
  test.events.filter((event) => event.name === 'workflow_run').map((event) => event.action)

function complete(run: WorkflowRunState, conclusion: 'success' | 'failure' = 'success'): void {
  run.status = 'completed'
  run.conclusion = conclusion
  for (const job of run.jobs) Object.assign(job, { status: 'completed', conclusion })
  test.forge.touchRun(run)
}

describe('a run', () => {
  it('is announced once for each thing that happens to it, on the default branch, whoever caused it', async () => {
    const head = await test.tree.git('rev-parse', 'main')
    await test.tree.git('push', '--quiet', 'origin', 'main:refs/heads/topic')
    const { run } = addTestRun(test, lastEvent(test, 'push'))
    run.status = 'in_progress'
    test.forge.touchRun(run)
    test.forge.touchRun(run)
    complete(run, 'failure')
    complete(run, 'failure')
    expect(activities()).toEqual(['requested', 'in_progress', 'completed'])
    expect(lastEvent(test, 'workflow_run')).toMatchObject({
      ref: 'refs/heads/main',
      sha: head,
      workflowSha: head,
      actor: 'ada',
      payload: {
        workflow_run: {
          id: run.id,
          conclusion: 'failure',
          head_branch: 'topic',
          event: 'push',
          run_attempt: 1,
        },
        workflow: { path: '.github/workflows/train.yml', name: 'Train' },
      },
    })
  })

  it('started by workflow_run goes on to the third level and no further', () => {
    let event: WorkflowEvent = lastEvent(test, 'push')
    for (const level of [1, 2, 3]) {
      complete(addTestRun(test, event, { path: `.github/workflows/level-${level}.yml` }).run)
      event = lastEvent(test, 'workflow_run')
      expect(event.payload).toMatchObject({ workflow: { path: `.github/workflows/level-${level}.yml` } })
    }
    const before = activities().length
    complete(addTestRun(test, event).run)
    expect(activities()).toHaveLength(before)
  })

  it('is listed with filters', async () => {
    const push = addTestRun(test, lastEvent(test, 'push')).run
    await test.tree.git('push', '--quiet', 'origin', 'main:refs/heads/topic')
    const other = addTestRun(test, lastEvent(test, 'push')).run
    complete(push, 'failure')
    const ids = async (query: object) =>
      (
        await test.ada.rest.actions.listWorkflowRunsForRepo({ ...REPOSITORY, ...query } as never)
      ).data.workflow_runs.map((run) => run.id)
    expect(await ids({})).toEqual([other.id, push.id])
    expect(await ids({ branch: 'topic' })).toEqual([other.id])
    expect(await ids({ status: 'failure' })).toEqual([push.id])
    expect(await ids({ status: 'queued' })).toEqual([other.id])
    expect(await ids({ event: 'pull_request' })).toEqual([])
    expect(await ids({ head_sha: push.event.headSha })).toEqual([other.id, push.id])
    expect(await ids({ created: '>=2026-03-01' })).toEqual([other.id, push.id])
    expect(await ids({ created: '<2026-03-01' })).toEqual([])
  })

  it('keeps the jobs of its earlier attempts', async () => {
    const { run, job } = addTestRun(test, lastEvent(test, 'push'))
    complete(run, 'failure')
    test.forge.onRunControl(({ runId, kind, actor }) => {
      expect({ runId, kind, actor }).toEqual({ runId: run.id, kind: 'rerun-failed', actor: 'eve' })
      run.attempt = 2
      run.status = 'queued'
      run.conclusion = null
      run.jobs = [testJob(test.forge.nextId(), run.id, { attempt: 2 })]
      test.forge.touchRun(run)
    })
    test.forge.addCollaborator(test.repository, 'eve', 'write')
    await test.eve.rest.actions.reRunWorkflowFailedJobs({ ...REPOSITORY, run_id: run.id })
    const again = run.jobs[0]?.id
    const first = { ...REPOSITORY, run_id: run.id, attempt_number: 1 }
    const jobs = async (filter: 'latest' | 'all') =>
      (
        await test.ada.rest.actions.listJobsForWorkflowRun({ ...REPOSITORY, run_id: run.id, filter })
      ).data.jobs.map((one) => one.id)
    expect(await jobs('latest')).toEqual([again])
    expect(await jobs('all')).toEqual([again, job.id])
    expect(
      (await test.ada.rest.actions.listJobsForWorkflowRunAttempt(first)).data.jobs.map((one) => one.id),
    ).toEqual([job.id])
    expect((await test.ada.rest.actions.getWorkflowRunAttempt(first)).data).toMatchObject({
      run_attempt: 1,
      conclusion: 'failure',
      triggering_actor: { login: 'ada' },
    })
    expect(
      (await test.ada.rest.actions.getWorkflowRun({ ...REPOSITORY, run_id: run.id })).data,
    ).toMatchObject({
      run_attempt: 2,
      status: 'queued',
      triggering_actor: { login: 'eve' },
    })
    expect(activities()).toEqual(['requested', 'completed', 'requested'])
  })

  it('gives the log of a job to those who may read it, as soon as there is one', async () => {
    const logFile = join(tmpdir(), `job-${process.pid}.txt`)
    const { job } = addTestRun(test, lastEvent(test, 'push'), { logFile })
    const log = () => test.ada.rest.actions.downloadJobLogsForWorkflowRun({ ...REPOSITORY, job_id: job.id })
    expect(await refusal(log())).toBe(404)
    await writeFile(logFile, '2026-03-01T10:00:00Z hello\n')
    expect((await log()).data).toBe('2026-03-01T10:00:00Z hello\n')
    await rm(logFile)
    const nobody = test.nobody.rest.actions.downloadJobLogsForWorkflowRun({ ...REPOSITORY, job_id: job.id })
    expect(await refusal(nobody)).toBe(401)
  })

  it('is cancelled while it runs, and run again when it is done; nothing else', async () => {
    const { run, job } = addTestRun(test, lastEvent(test, 'push'))
    const asked: string[] = []
    test.forge.onRunControl(({ kind }) => asked.push(kind))
    const at = { ...REPOSITORY, run_id: run.id }
    expect(await refusal(test.ada.rest.actions.reRunWorkflow(at))).toBe(403)
    expect(await refusal(test.ada.rest.actions.cancelWorkflowRun(at))).toBe(200)
    complete(run)
    expect(await refusal(test.ada.rest.actions.cancelWorkflowRun(at))).toBe(409)
    expect(await refusal(test.ada.rest.actions.reRunWorkflowFailedJobs(at))).toBe(403)
    expect(await refusal(test.ada.rest.actions.reRunWorkflow(at))).toBe(200)
    expect(await refusal(jobClient(test, { actions: 'read' }).rest.actions.reRunWorkflow(at))).toBe(403)
    const one = { ...REPOSITORY, job_id: job.id }
    expect(await refusal(test.ada.rest.actions.reRunJobForWorkflowRun(one))).toBe(200)
    expect(await refusal(test.ada.rest.actions.reRunJobForWorkflowRun({ ...one, job_id: 1 }))).toBe(404)
    expect(asked).toEqual(['cancel', 'rerun', 'rerun-job'])
  })
})
