import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { jobClient, lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge

beforeAll(async () => {
  test = await startTestForge()
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

describe('comments', () => {
  it('have at most 65,536 characters, counted as people do', async () => {
    const { data } = await test.ada.rest.issues.create({ ...REPOSITORY, title: 'Long' })
    const comment = (body: string) =>
      test.ada.rest.issues.createComment({ ...REPOSITORY, issue_number: data.number, body })
    expect(await refusal(comment('x'.repeat(65_537)))).toBe(422)
    expect(await refusal(comment('✅'.repeat(65_536)))).toBe(200)
    expect(await refusal(comment('  '))).toBe(422)
    const made = (await comment('first')).data
    const update = (body: string) =>
      test.ada.rest.issues.updateComment({ ...REPOSITORY, comment_id: made.id, body })
    expect(await refusal(update('x'.repeat(65_537)))).toBe(422)
    expect((await update('second')).data).toMatchObject({ id: made.id, body: 'second' })
  })

  it('belong to who wrote them: a job is github-actions[bot]', async () => {
    const { data } = await test.ada.rest.issues.create({ ...REPOSITORY, title: 'Whose' })
    const bot = jobClient(test, { issues: 'write' })
    const made = await bot.rest.issues.createComment({
      ...REPOSITORY,
      issue_number: data.number,
      body: 'beep',
    })
    expect(made.data).toMatchObject({ user: { login: 'github-actions[bot]', type: 'Bot' } })
    const comment = { ...REPOSITORY, comment_id: made.data.id }
    expect(await refusal(test.eve.rest.issues.updateComment({ ...comment, body: 'mine' }))).toBe(403)
    expect(await refusal(test.eve.rest.issues.deleteComment(comment))).toBe(403)
    expect(await refusal(test.ada.rest.issues.deleteComment(comment))).toBe(200)
    expect(await refusal(test.ada.rest.issues.getComment(comment))).toBe(404)
  })

  it('start workflows when people write them, not when jobs do', async () => {
    const { data } = await test.ada.rest.issues.create({ ...REPOSITORY, title: 'Events' })
    const comment = (client: TestForge['ada'], body: string) =>
      client.rest.issues.createComment({ ...REPOSITORY, issue_number: data.number, body })
    await comment(test.eve, 'person')
    expect(lastEvent(test, 'issue_comment')).toMatchObject({
      action: 'created',
      actor: 'eve',
      payload: { comment: { body: 'person' }, issue: { number: data.number } },
    })
    await comment(jobClient(test, { issues: 'write' }), 'job')
    expect(lastEvent(test, 'issue_comment').payload).toMatchObject({ comment: { body: 'person' } })
  })
})

describe('issues', () => {
  it('are numbered with pull requests, filtered by label and state, and closed with a reason', async () => {
    const { data } = await test.ada.rest.issues.create({
      ...REPOSITORY,
      title: 'Drift',
      labels: ['slipway', 'drift'],
    })
    const listed = async (query: { state?: 'open' | 'closed'; labels?: string }) =>
      (await test.ada.rest.issues.listForRepo({ ...REPOSITORY, ...query })).data.map((issue) => issue.number)
    expect(await listed({ labels: 'drift' })).toEqual([data.number])
    expect(await listed({ labels: 'drift,other' })).toEqual([])
    const issue = { ...REPOSITORY, issue_number: data.number }
    expect(await refusal(test.eve.rest.issues.update({ ...issue, state: 'closed' }))).toBe(403)
    const closed = await test.ada.rest.issues.update({ ...issue, state: 'closed', state_reason: 'completed' })
    expect(closed.data).toMatchObject({ state: 'closed', state_reason: 'completed' })
    expect(await listed({ labels: 'drift' })).toEqual([])
    expect(await listed({ labels: 'drift', state: 'closed' })).toEqual([data.number])
  })
})
