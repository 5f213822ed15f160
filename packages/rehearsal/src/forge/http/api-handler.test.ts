import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Permissions } from '../../model.ts'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { addTestRun, jobClient, lastEvent, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge
let hidden: TestForge

beforeAll(async () => {
  test = await startTestForge()
  hidden = await startTestForge({ private: true })
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
  await hidden.close()
})

const ask = (path: string, init: RequestInit = {}) => fetch(`${test.forge.urls.api}${path}`, init)

describe('who may do what', () => {
  const NEEDS: readonly [
    string,
    Permissions,
    (test: TestForge, client: TestForge['ada']) => Promise<unknown>,
  ][] = [
    ['contents=read', { contents: 'read' }, (_, client) => client.rest.repos.listBranches(REPOSITORY)],
    [
      'contents=write',
      { contents: 'write' },
      (_, client) => client.rest.git.createBlob({ ...REPOSITORY, content: 'x' }),
    ],
    [
      'checks=read',
      { checks: 'read' },
      (_, client) => client.rest.checks.listForRef({ ...REPOSITORY, ref: 'main' }),
    ],
    [
      'actions=read',
      { actions: 'read' },
      (_, client) => client.rest.actions.listWorkflowRunsForRepo(REPOSITORY),
    ],
    ['pull_requests=read', { 'pull-requests': 'read' }, (_, client) => client.rest.pulls.list(REPOSITORY)],
    [
      'statuses=write',
      { statuses: 'write' },
      (_, client) => client.rest.repos.createCommitStatus({ ...REPOSITORY, sha: 'main', state: 'success' }),
    ],
    [
      'deployments=write',
      { deployments: 'write' },
      (_, client) =>
        client.rest.repos.createDeployment({ ...REPOSITORY, ref: 'main', required_contexts: [] }),
    ],
    [
      'issues=write',
      { issues: 'write' },
      (_, client) => client.rest.issues.create({ ...REPOSITORY, title: 'x' }),
    ],
  ]

  it.each(NEEDS)(
    'a job needs %s exactly, in a public and in a private repository',
    async (accepted, permissions, act) => {
      for (const place of [test, hidden]) {
        expect(await refusal(act(place, jobClient(place, permissions)))).toBe(200)
        const refused = await act(place, jobClient(place, {})).catch((error: unknown) => error)
        expect(refused).toMatchObject({
          status: 403,
          message: expect.stringContaining('not accessible by integration'),
        })
        const { headers } = (refused as { response: { headers: Record<string, string> } }).response
        expect(headers['x-accepted-github-permissions']).toBe(accepted)
      }
    },
  )

  it('reading is not writing, and a right on pull requests says nothing about issues', async () => {
    const issue = await test.ada.rest.issues.create({ ...REPOSITORY, title: 'An issue' })
    const comment = (permissions: Permissions) =>
      refusal(
        jobClient(test, permissions).rest.issues.createComment({
          ...REPOSITORY,
          issue_number: issue.data.number,
          body: 'x',
        }),
      )
    expect(await comment({ issues: 'read' })).toBe(403)
    expect(await comment({ 'pull-requests': 'write' })).toBe(403)
    expect(await comment({ issues: 'write' })).toBe(200)
  })

  it('no permission of a job opens settings', async () => {
    const client = jobClient(test, {
      administration: 'write',
      variables: 'read',
      secrets: 'read',
      environments: 'read',
    })
    expect(await refusal(client.rest.actions.listRepoVariables(REPOSITORY))).toBe(403)
    expect(await refusal(client.rest.actions.listRepoSecrets(REPOSITORY))).toBe(403)
    expect(
      await refusal(client.rest.repos.createOrUpdateEnvironment({ ...REPOSITORY, environment_name: 'prod' })),
    ).toBe(403)
    expect(await refusal(test.ada.rest.actions.listRepoVariables(REPOSITORY))).toBe(200)
  })

  it('a run of a fork’s pull request reads only, whatever its token was given', async () => {
    const fork = await test.forge.fork(test.repository, 'eve')
    await test.tree.git(
      'push',
      '--quiet',
      test.addressFor(test.tokens.eve, 'eve/models'),
      'main:refs/heads/main',
    )
    await test.tree.git('switch', '--quiet', '--create', 'from-eve')
    await test.tree.commit('from eve', { 'eve.txt': 'x' })
    await test.tree.git('push', '--quiet', test.addressFor(test.tokens.eve, 'eve/models'), 'from-eve')
    await test.tree.git('switch', '--quiet', 'main')
    const pull = await test.eve.rest.pulls.create({
      ...REPOSITORY,
      title: 'x',
      head: 'eve:from-eve',
      base: 'main',
    })
    const event = lastEvent(test, 'pull_request')
    expect(event.headRepository).toEqual(fork)
    const { run, job } = addTestRun(test, event)
    const client = jobClient(
      test,
      { 'pull-requests': 'write', contents: 'write' },
      { runId: run.id, jobId: job.id },
    )
    const number = { issue_number: pull.data.number }
    expect(await refusal(client.rest.issues.createComment({ ...REPOSITORY, ...number, body: 'x' }))).toBe(403)
    expect(await refusal(client.rest.issues.listComments({ ...REPOSITORY, ...number }))).toBe(200)
    await expect(
      test.tree.git(
        'push',
        test.addressFor(
          test.forge.issueJobToken({
            repository: test.repository,
            permissions: { contents: 'write' },
            runId: run.id,
            jobId: job.id,
          }).token,
        ),
        'main:refs/heads/fork-run',
      ),
    ).rejects.toThrow(/denied/)
  })

  it('a bad token is 401, a repository that one may not see is 404, nobody’s write is 401, a reader’s is 403', async () => {
    expect(await refusal(test.clientOf('ghp_wrong').rest.repos.get(REPOSITORY))).toBe(401)
    expect(await refusal(hidden.eve.rest.repos.get(REPOSITORY))).toBe(404)
    expect(await refusal(hidden.nobody.rest.repos.get(REPOSITORY))).toBe(404)
    expect(await refusal(hidden.ada.rest.repos.get(REPOSITORY))).toBe(200)
    expect(await refusal(test.nobody.rest.git.createBlob({ ...REPOSITORY, content: 'x' }))).toBe(401)
    expect(await refusal(test.eve.rest.git.createBlob({ ...REPOSITORY, content: 'x' }))).toBe(403)
    test.forge.addCollaborator(test.repository, 'eve', 'write')
    expect(await refusal(test.eve.rest.git.createBlob({ ...REPOSITORY, content: 'x' }))).toBe(200)
    test.forge.addCollaborator(test.repository, 'eve', 'read')
  })

  it('a token that was revoked is a bad one', async () => {
    const { token, revoke } = test.forge.issueJobToken({
      repository: test.repository,
      permissions: { contents: 'read' },
      runId: 1,
      jobId: 1,
    })
    expect(await refusal(test.clientOf(token).rest.repos.get(REPOSITORY))).toBe(200)
    revoke()
    expect(await refusal(test.clientOf(token).rest.repos.get(REPOSITORY))).toBe(401)
  })
})

describe('requests and replies', () => {
  const headers = () => ({ authorization: `Bearer ${test.tokens.ada}` })

  it('answers 400 to what is no JSON object and 422 to what GitHub’s description does not allow', async () => {
    const post = (body: string) =>
      ask('/repos/ada/models/git/blobs', { method: 'POST', headers: headers(), body }).then(
        (reply) => reply.status,
      )
    expect(await post('{')).toBe(400)
    expect(await post('[]')).toBe(400)
    expect(await post('{}')).toBe(422)
    expect(await post('{"content": 1}')).toBe(422)
    expect(await post('')).toBe(422)
    expect(await post('{"content": "1"}')).toBe(201)
    expect((await ask('/repos/ada/models/pulls?state=maybe')).status).toBe(422)
  })

  it('answers 304 to a client that has the reply already', async () => {
    const first = await ask('/repos/ada/models/git/ref/heads/main')
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"/)
    const again = await ask('/repos/ada/models/git/ref/heads/main', { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const other = await ask('/repos/ada/models/git/ref/heads/main', { headers: { 'if-none-match': 'W/"x"' } })
    expect(other.status).toBe(200)
  })

  it('cuts lists into pages that Octokit puts together again', async () => {
    const { data } = await test.ada.rest.issues.create({ ...REPOSITORY, title: 'Many comments' })
    for (let at = 0; at < 7; at++)
      await test.ada.rest.issues.createComment({
        ...REPOSITORY,
        issue_number: data.number,
        body: `comment ${at}`,
      })
    const request = { ...REPOSITORY, issue_number: data.number, per_page: 3 }
    const pages = await test.ada.paginate.iterator(test.ada.rest.issues.listComments, request)
    const sizes: number[] = []
    for await (const page of pages) sizes.push(page.data.length)
    expect(sizes).toEqual([3, 3, 1])
    const all = await test.ada.paginate(test.ada.rest.issues.listComments, request)
    expect(all.map((comment) => comment.body)).toEqual([0, 1, 2, 3, 4, 5, 6].map((at) => `comment ${at}`))
  })

  it('is found below /api, below /api/v3, and at the root of api.github.com', async () => {
    expect((await ask('/v3/repos/ada/models')).status).toBe(200)
    expect((await ask('/repos/ada/nothing')).status).toBe(404)
    expect((await ask('')).status).toBe(200)
  })

  it('is not served under the name of another site', async () => {
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) =>
      request(
        {
          port: test.forge.port,
          host: '127.0.0.1',
          path: '/api/repos/ada/models',
          headers: { host: 'evil.example' },
        },
        (reply) => resolve(reply.resume().statusCode),
      )
        .on('error', reject)
        .end(),
    )
    expect(status).toBe(421)
  })
})
