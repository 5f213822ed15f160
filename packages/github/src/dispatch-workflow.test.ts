import { describe, expect, it } from 'vitest'
import { approvalsOf } from './approvals-of.ts'
import { dispatchWorkflow } from './dispatch-workflow.ts'
import { FakeGitHub } from './testing/fake-github.ts'

const dispatch = { workflow: 'candidate.yml', ref: 'main', inputs: { model: 'flight-delay' } }
const DISPATCHES = /dispatches$/

describe('dispatchWorkflow()', () => {
  it('starts one run with these inputs, and says which', async () => {
    await using fake = await FakeGitHub.start()
    expect(await dispatchWorkflow(fake.open(), dispatch)).toEqual({ runId: 1 })
    expect(fake.state.runs).toMatchObject([{ id: 1, head_branch: 'main', inputs: dispatch.inputs }])
    expect(await dispatchWorkflow(fake.open(), dispatch)).toEqual({ runId: 2 })
  })

  it('starts one where the answer was lost after the work', async () => {
    await using fake = await FakeGitHub.start()
    await dispatchWorkflow(fake.open(), dispatch)
    fake.fail({ method: 'POST', path: DISPATCHES, status: 502, afterwards: true })
    expect(await dispatchWorkflow(fake.open(), dispatch)).toEqual({ runId: 2 })
    expect(fake.state.runs).toHaveLength(2)
  })

  it('starts one where the service failed before the work', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({ method: 'POST', path: DISPATCHES, status: 502 })
    expect(await dispatchWorkflow(fake.open(), dispatch)).toEqual({ runId: 1 })
    expect(fake.state.runs).toHaveLength(1)
  })

  it('says which right is missing', async () => {
    await using fake = await FakeGitHub.start()
    fake.fail({
      method: 'POST',
      path: DISPATCHES,
      status: 403,
      message: 'Resource not accessible by integration',
    })
    await expect(dispatchWorkflow(fake.open(), dispatch)).rejects.toMatchObject({
      code: 'github/forbidden',
      hint: expect.stringContaining('"actions: write"'),
    })
  })
})

describe('approvalsOf()', () => {
  it('says who said what about which environments', async () => {
    await using fake = await FakeGitHub.start()
    fake.state.approvals.set(1, [
      { user: { login: 'ada' }, state: 'approved', comment: 'looks right', environments: [{ name: 'prod' }] },
    ])
    expect(await approvalsOf(fake.open(), 1)).toEqual([
      { who: 'ada', state: 'approved', comment: 'looks right', environments: ['prod'] },
    ])
    expect(await approvalsOf(fake.open(), 2)).toEqual([])
  })
})
