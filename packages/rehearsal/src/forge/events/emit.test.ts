import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { addTestRun, jobClient, lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
const WORKFLOW = 'name: Train\non: workflow_dispatch\n'
let test: TestForge

beforeEach(async () => {
  test = await startTestForge()
  await test.tree.commit('a workflow', { '.github/workflows/train.yml': WORKFLOW })
  await test.tree.git('push', '--quiet', 'origin', 'main')
  test.events.length = 0
})
afterEach(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

const names = () => test.events.map((event) => `${event.name} ${event.ref}`)

describe('what a job’s token does', () => {
  it('starts nothing: no push, no tag, no pull request, no release, no merge', async () => {
    const job = jobClient(test, { contents: 'write', 'pull-requests': 'write' })
    const { token } = test.forge.issueJobToken({
      repository: test.repository,
      permissions: { contents: 'write' },
      runId: 1,
      jobId: 1,
    })
    await test.tree.git('switch', '--quiet', '--create', 'topic')
    await test.tree.commit('change', { 'data.txt': 'x\n' })
    await test.tree.git('push', '--quiet', test.addressFor(token), 'topic', 'topic:refs/tags/v1')
    const pull = { ...REPOSITORY, title: 'x', head: 'topic', base: 'main' }
    expect(await refusal(job.rest.pulls.create(pull))).toBe(403)
    await test.ada.rest.actions.setGithubActionsDefaultWorkflowPermissionsRepository({
      ...REPOSITORY,
      can_approve_pull_request_reviews: true,
    })
    await job.rest.pulls.create(pull)
    await job.rest.repos.createRelease({ ...REPOSITORY, tag_name: 'v2' })
    await job.rest.pulls.merge({ ...REPOSITORY, pull_number: 1, merge_method: 'squash' })
    expect(names()).toEqual([])
    expect((await test.ada.rest.pulls.get({ ...REPOSITORY, pull_number: 1 })).data.merged).toBe(true)
  })

  it('but workflow_dispatch and repository_dispatch', async () => {
    const job = jobClient(test, { contents: 'write', actions: 'write' })
    await job.rest.actions.createWorkflowDispatch({ ...REPOSITORY, workflow_id: 'train.yml', ref: 'main' })
    await job.rest.repos.createDispatchEvent({ ...REPOSITORY, event_type: 'go', client_payload: { a: 1 } })
    expect(names()).toEqual(['workflow_dispatch refs/heads/main', 'repository_dispatch refs/heads/main'])
    expect(lastEvent(test, 'repository_dispatch')).toMatchObject({
      action: 'go',
      actor: 'github-actions[bot]',
      payload: { client_payload: { a: 1 } },
    })
  })
})

describe('workflow_dispatch', () => {
  const dispatch = (more: object) =>
    test.ada.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
      ...REPOSITORY,
      workflow_id: 'train.yml',
      ref: 'main',
      ...more,
    } as never)

  it('names the file, the ref and the inputs', async () => {
    await dispatch({ inputs: { model: 'delay' } })
    expect(lastEvent(test, 'workflow_dispatch')).toMatchObject({
      workflowPath: '.github/workflows/train.yml',
      sha: await test.tree.git('rev-parse', 'main'),
      payload: { inputs: { model: 'delay' }, ref: 'refs/heads/main' },
    })
  })

  it('gives the run back when it is asked for', async () => {
    test.forge.onEvent((event) => void addTestRun(test, event))
    const { status, data } = (await dispatch({ return_run_details: true })) as {
      status: number
      data: { workflow_run_id: number }
    }
    expect(status).toBe(200)
    const run = await test.ada.rest.actions.getWorkflowRun({ ...REPOSITORY, run_id: data.workflow_run_id })
    expect(run.data.event).toBe('workflow_dispatch')
  })

  it('refuses a ref or a workflow that is not there', async () => {
    expect(await refusal(dispatch({ ref: 'nowhere' }))).toBe(422)
    expect(await refusal(dispatch({ workflow_id: 'none.yml' }))).toBe(404)
    expect(names()).toEqual([])
    const listed = await test.ada.rest.actions.listRepoWorkflows(REPOSITORY)
    expect(listed.data.workflows.map((one) => [one.name, one.path])).toEqual([
      ['Train', '.github/workflows/train.yml'],
    ])
  })
})

describe('payloads', () => {
  it('of a push name the commits that it brought', async () => {
    const before = await test.tree.git('rev-parse', 'main')
    const first = await test.tree.commit('one', { 'a.txt': 'a' })
    const second = await test.tree.commit('two', { 'b.txt': 'b' })
    await test.tree.git('push', '--quiet', 'origin', 'main')
    expect(lastEvent(test, 'push').payload).toMatchObject({
      ref: 'refs/heads/main',
      before,
      after: second,
      created: false,
      forced: false,
      commits: [
        { id: first, message: 'one' },
        { id: second, message: 'two' },
      ],
      head_commit: { id: second },
      repository: { full_name: 'ada/models', default_branch: 'main' },
      sender: { login: 'ada' },
    })
    await test.tree.git('reset', '--quiet', '--hard', before)
    await test.tree.commit('instead', { 'c.txt': 'c' })
    await test.tree.git('push', '--quiet', '--force', 'origin', 'main')
    expect(lastEvent(test, 'push').payload).toMatchObject({ before: second, forced: true })
  })

  it('of a pull request are the API’s own', async () => {
    await test.tree.git('switch', '--quiet', '--create', 'topic')
    const head = await test.tree.commit('change', { 'data.txt': 'x\n' })
    await test.tree.git('push', '--quiet', 'origin', 'topic')
    const { data } = await test.ada.rest.pulls.create({
      ...REPOSITORY,
      title: 'x',
      head: 'topic',
      base: 'main',
      body: 'y',
    })
    const event = lastEvent(test, 'pull_request')
    expect(event.payload).toMatchObject({
      action: 'opened',
      number: 1,
      pull_request: { id: data.id, body: 'y', head: { sha: head } },
    })
    expect(event.sha).toBe(data.merge_commit_sha)
    expect(event).toMatchObject({
      ref: 'refs/pull/1/merge',
      headSha: head,
      workflowSha: event.sha,
      pullRequests: [1],
    })
  })
})
