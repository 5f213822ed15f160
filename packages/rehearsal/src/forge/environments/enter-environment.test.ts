import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JobState, WorkflowRunState } from '../../model.ts'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { addTestRun, jobClient, lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge
let run: WorkflowRunState
let job: JobState

beforeEach(async () => {
  test = await startTestForge()
  const added = addTestRun(test, lastEvent(test, 'push'), { environment: 'prod' })
  run = added.run
  job = added.job
})
afterEach(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

const enter = (signal = new AbortController().signal) => test.forge.enterEnvironment(run, job, signal)
const runId = () => ({ ...REPOSITORY, run_id: run.id })
const pending = async () => (await test.ada.rest.actions.getPendingDeploymentsForRun(runId())).data
const states = async () => {
  const deployments = (await test.ada.rest.repos.listDeployments(REPOSITORY)).data
  return Promise.all(
    deployments.map(
      async ({ id }) =>
        (await test.ada.rest.repos.listDeploymentStatuses({ ...REPOSITORY, deployment_id: id })).data[0]
          ?.state,
    ),
  )
}
const review = async (client: TestForge['ada'], state: 'approved' | 'rejected', comment = '') =>
  client.rest.actions.reviewPendingDeploymentsForRun({
    ...runId(),
    environment_ids: (await pending()).map((one) => one.environment.id ?? 0),
    state,
    comment,
  })

describe('enterEnvironment()', () => {
  it('without protection lets the job pass, and records the deployment to its end', async () => {
    const entry = await enter()
    expect(entry.approved).toBe(true)
    expect(await states()).toEqual(['in_progress'])
    entry.end('success', 'https://example.com/')
    const deployment = (await test.ada.rest.repos.listDeployments({ ...REPOSITORY, environment: 'prod' }))
      .data[0]
    expect(deployment).toMatchObject({ sha: run.event.sha, ref: 'main', environment: 'prod' })
    const second = await enter()
    second.end('failure')
    const third = await enter()
    third.end('success')
    expect(await states()).toEqual(['success', 'failure', 'inactive'])
  })

  it('waits for a reviewer, and keeps who said what', async () => {
    test.forge.setEnvironment(test.repository, { name: 'prod', reviewers: ['eve'] })
    const waiting = enter()
    expect(await pending()).toMatchObject([
      {
        environment: { name: 'prod' },
        current_user_can_approve: false,
        reviewers: [{ reviewer: { login: 'eve' } }],
      },
    ])
    expect((await test.eve.rest.actions.getPendingDeploymentsForRun(runId())).data).toMatchObject([
      { current_user_can_approve: true },
    ])
    expect(await refusal(review(test.ada, 'approved'))).toBe(422)
    expect(await refusal(review(jobClient(test, { deployments: 'write' }), 'approved'))).toBe(403)
    expect((await review(test.eve, 'approved', 'go')).data).toMatchObject([{ environment: 'prod' }])
    expect((await waiting).approved).toBe(true)
    expect(await pending()).toEqual([])
    expect((await test.ada.rest.actions.getReviewsForRun(runId())).data).toMatchObject([
      { state: 'approved', comment: 'go', user: { login: 'eve' }, environments: [{ name: 'prod' }] },
    ])
    expect(await refusal(review(test.eve, 'approved'))).toBe(422)
  })

  it('records nothing for `deployment: false`, and waits all the same', async () => {
    test.forge.setEnvironment(test.repository, { name: 'prod', reviewers: ['eve'] })
    job.environment = { name: 'prod', deployment: false }
    const waiting = enter()
    expect((await review(test.eve, 'approved')).data).toEqual([])
    const entry = await waiting
    entry.end('success')
    expect([entry.approved, await states()]).toEqual([true, []])
  })

  it('ends the wait when it is rejected or aborted', async () => {
    test.forge.setEnvironment(test.repository, { name: 'prod', reviewers: ['eve'], waitMinutes: 60 })
    const rejected = enter()
    await review(test.eve, 'rejected', 'not today')
    expect((await rejected).approved).toBe(false)
    const abort = new AbortController()
    const aborted = enter(abort.signal)
    abort.abort()
    expect((await aborted).approved).toBe(false)
    expect(await pending()).toEqual([])
    expect(await states()).toEqual(['failure', 'failure'])
  })

  it('lets nobody approve a run of their own where that is forbidden', async () => {
    test.forge.setEnvironment(test.repository, {
      name: 'prod',
      reviewers: ['ada', 'eve'],
      preventSelfReview: true,
    })
    const waiting = enter()
    expect(run.event.actor).toBe('ada')
    expect(await refusal(review(test.ada, 'approved'))).toBe(422)
    await review(test.eve, 'approved')
    expect((await waiting).approved).toBe(true)
  })

  it('shows the environment with its rules', async () => {
    test.forge.setEnvironment(test.repository, { name: 'prod', reviewers: ['eve'], waitMinutes: 5 })
    const { data } = await test.ada.rest.repos.getEnvironment({ ...REPOSITORY, environment_name: 'prod' })
    expect(data.protection_rules).toMatchObject([
      { type: 'wait_timer', wait_timer: 5 },
      { type: 'required_reviewers', reviewers: [{ type: 'User', reviewer: { login: 'eve' } }] },
    ])
    await test.ada.rest.repos.createOrUpdateEnvironment({ ...REPOSITORY, environment_name: 'prod' })
    const again = await test.ada.rest.repos.getEnvironment({ ...REPOSITORY, environment_name: 'prod' })
    expect(again.data.protection_rules).toEqual([])
  })
})
