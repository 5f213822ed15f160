import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { addTestRun, lastEvent } from '../testing/test-run.ts'

let test: TestForge
beforeAll(async () => {
  test = await startTestForge()
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

/** The protocol as a client that does not behave would use it. */
function open() {
  const { run, job } = addTestRun(test, lastEvent(test, 'push'))
  const env = test.forge.runtimeEnvironment({ run, job, permissions: {}, cacheWritable: false })
  const call = async (
    method: string,
    body: object,
    token = env.ACTIONS_RUNTIME_TOKEN,
  ): Promise<{ readonly status: number; readonly [name: string]: unknown }> => {
    const reply = await fetch(
      `${env.ACTIONS_RESULTS_URL}twirp/github.actions.results.api.v1.ArtifactService/${method}`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ workflow_run_backend_id: `${run.id}-1`, name: 'a', ...body }),
      },
    )
    return { ...((await reply.json()) as object), status: reply.status }
  }
  const put = (url: unknown, body: string) =>
    fetch(String(url), { method: 'PUT', body }).then((reply) => reply.status)
  return { run, call, put }
}

const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`

describe('ArtifactService', () => {
  it('believes neither a size nor a digest that the bytes do not have', async () => {
    const { call, put } = open()
    const { signed_upload_url } = await call('CreateArtifact', {})
    expect((await call('FinalizeArtifact', { size: '3' })).status).toBe(404)
    await put(signed_upload_url, 'abc')
    expect((await call('FinalizeArtifact', { size: '4' })).status).toBe(400)
    expect((await call('FinalizeArtifact', { size: '3', hash: digestOf('abd') })).status).toBe(400)
    expect((await call('ListArtifacts', {})).artifacts).toEqual([])
    expect((await call('FinalizeArtifact', { size: '3', hash: digestOf('abc') })).status).toBe(200)
    expect((await call('ListArtifacts', {})).artifacts).toMatchObject([
      { digest: digestOf('abc'), size: '3' },
    ])
  })

  it('lets nobody write over what is finished, with the address that once was for writing', async () => {
    const { call, put } = open()
    const { signed_upload_url } = await call('CreateArtifact', {})
    expect(await put(signed_upload_url, 'first try')).toBe(201)
    expect(await put(signed_upload_url, 'good')).toBe(201)
    await call('FinalizeArtifact', { size: '4' })
    expect(await put(signed_upload_url, 'evil')).toBe(409)
    const { signed_url } = await call('GetSignedArtifactURL', {})
    expect(await (await fetch(String(signed_url))).text()).toBe('good')
  })

  it('knows its callers: no other run, no token of somebody else’s making', async () => {
    const { call, run } = open()
    const other = open()
    expect((await other.call('CreateArtifact', { workflow_run_backend_id: `${run.id}-1` })).status).toBe(403)
    const [header, , signature] = String(
      test.forge.runtimeEnvironment({ run, job: run.jobs[0] as never, permissions: {}, cacheWritable: true })
        .ACTIONS_RUNTIME_TOKEN,
    ).split('.')
    const claims = Buffer.from('{"exp":9999999999,"identity":{}}').toString('base64url')
    expect((await call('ListArtifacts', {}, `${header}.${claims}.${signature}`)).status).toBe(401)
    expect((await call('ListArtifacts', {}, 'x')).status).toBe(401)
    expect((await call('Nothing', {})).status).toBe(404)
  })

  it('takes no name that is a path', async () => {
    const { call } = open()
    for (const name of ['a/b', 'a\\b', 'a:b', ''])
      expect((await call('CreateArtifact', { name })).status).toBe(400)
  })
})
