import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { addTestRun, jobClient, lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge
let job: TestForge['ada']
let head: string

beforeAll(async () => {
  test = await startTestForge()
  job = jobClient(test, { checks: 'write' })
  head = await test.tree.git('rev-parse', 'main')
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

const create = (more: object = {}) =>
  job.rest.checks.create({ ...REPOSITORY, name: 'slipway', head_sha: head, ...more } as never)
const output = (more: object = {}) => ({ output: { title: 'better', summary: 'so', ...more } })
const annotations = (count: number) => ({
  annotations: Array.from({ length: count }, (_, at) => ({
    path: 'data.txt',
    start_line: at + 1,
    end_line: at + 1,
    annotation_level: 'notice',
    message: `line ${at + 1}`,
  })),
})

describe('check runs', () => {
  it('are posted by jobs, not by people', async () => {
    const request = { ...REPOSITORY, name: 'x', head_sha: head, status: 'queued' } as const
    expect(await refusal(test.ada.rest.checks.create(request))).toBe(403)
    expect(await refusal(job.rest.checks.create(request))).toBe(200)
  })

  it('keep what was posted, and are found by commit and branch', async () => {
    const { data } = await create({
      conclusion: 'action_required',
      external_id: 'sha256:1',
      ...output({ text: 'more' }),
    })
    expect(data).toMatchObject({
      status: 'completed',
      conclusion: 'action_required',
      external_id: 'sha256:1',
      head_sha: head,
      app: { slug: 'github-actions' },
      output: { title: 'better', summary: 'so', text: 'more' },
    })
    for (const ref of [head, 'main', 'heads/main']) {
      const found = await job.rest.checks.listForRef({ ...REPOSITORY, ref, check_name: 'slipway' })
      expect(found.data.check_runs.map((check) => check.id)).toEqual([data.id])
    }
  })

  it('of one name count once, the newest; all of them when asked', async () => {
    const first = await create({ name: 'again', status: 'in_progress' })
    const second = await create({ name: 'again', conclusion: 'success' })
    const ids = async (filter: 'latest' | 'all') =>
      (
        await job.rest.checks.listForRef({ ...REPOSITORY, ref: head, check_name: 'again', filter })
      ).data.check_runs.map((check) => check.id)
    expect(await ids('latest')).toEqual([second.data.id])
    expect(await ids('all')).toEqual([first.data.id, second.data.id])
  })

  it('take 50 annotations at a time, and add those of later updates', async () => {
    expect(await refusal(create(output(annotations(51))))).toBe(422)
    const { data } = await create({ name: 'noted', ...output(annotations(50)) })
    const check = { ...REPOSITORY, check_run_id: data.id }
    await job.rest.checks.update({ ...check, ...output(annotations(2)) } as never)
    const all = await job.paginate(job.rest.checks.listAnnotations, { ...check, per_page: 100 })
    expect(all).toHaveLength(52)
    expect(all[51]).toMatchObject({ path: 'data.txt', start_line: 2, message: 'line 2' })
  })

  it('refuse texts of more than 65,535 characters, and a commit that is not there', async () => {
    expect(await refusal(create(output({ summary: 'x'.repeat(65_536) })))).toBe(422)
    expect(await refusal(create(output({ text: 'x'.repeat(65_536) })))).toBe(422)
    expect(await refusal(create(output({ summary: 'x'.repeat(65_535) })))).toBe(200)
    expect(await refusal(create({ head_sha: '1'.repeat(40) }))).toBe(422)
  })

  it('show the jobs of runs too, under the id of the job, with their annotations', async () => {
    const { run, job: state } = addTestRun(test, lastEvent(test, 'push'))
    const { data } = await job.rest.checks.get({ ...REPOSITORY, check_run_id: state.id })
    expect(data).toMatchObject({ name: 'train', status: 'in_progress', head_sha: head })
    const listed = await job.rest.checks.listAnnotations({ ...REPOSITORY, check_run_id: state.id })
    expect(listed.data).toMatchObject([{ path: 'data.txt', start_line: 2, annotation_level: 'warning' }])
    state.status = 'completed'
    state.conclusion = 'failure'
    test.forge.touchRun(run)
    const suite = data.check_suite?.id ?? 0
    const checks = await job.rest.checks.listForSuite({ ...REPOSITORY, check_suite_id: suite })
    expect(checks.data.check_runs.map((check) => [check.id, check.conclusion])).toEqual([
      [state.id, 'failure'],
    ])
    const suites = await job.rest.checks.listSuitesForRef({ ...REPOSITORY, ref: head })
    expect(suites.data.check_suites.find((one) => one.id === suite)).toMatchObject({ conclusion: 'failure' })
    expect((await job.rest.checks.getSuite({ ...REPOSITORY, check_suite_id: suite })).data.id).toBe(suite)
  })
})

describe('commit statuses', () => {
  it('combine to the worst of the newest', async () => {
    const client = jobClient(test, { statuses: 'write' })
    const post = (context: string, state: 'success' | 'failure' | 'pending') =>
      client.rest.repos.createCommitStatus({ ...REPOSITORY, sha: head, context, state })
    const combined = async () =>
      (await client.rest.repos.getCombinedStatusForRef({ ...REPOSITORY, ref: 'main' })).data.state
    expect(await combined()).toBe('pending')
    await post('a', 'failure')
    await post('b', 'success')
    expect(await combined()).toBe('failure')
    await post('a', 'success')
    expect(await combined()).toBe('success')
  })
})
