import { spawn } from 'node:child_process'
import { createHash, createPublicKey, verify } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobState, Permissions, WorkflowRunState } from '../../model.ts'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { addTestRun, jobClient, lastEvent, refusal, testJob } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
const CLIENT = fileURLToPath(new URL('../testing/official-client.ts', import.meta.url))
let test: TestForge
let workspace: string

beforeAll(async () => {
  test = await startTestForge()
  workspace = await mkdtemp(join(tmpdir(), 'workspace-'))
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
  await rm(workspace, { recursive: true, force: true })
})

interface Place {
  readonly run: WorkflowRunState
  readonly job: JobState
}

/** Runs commands of the official clients as a step of this job would. */
function perform(
  { run, job }: Place,
  script: readonly (readonly string[])[],
  grant: { readonly permissions?: Permissions; readonly cacheWritable?: boolean } = {},
): Promise<readonly unknown[]> {
  const { permissions = {}, cacheWritable = true } = grant
  const env = {
    PATH: process.env.PATH,
    HOME: workspace,
    RUNNER_TEMP: join(workspace, 'temp'),
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'ada/models',
    GITHUB_SERVER_URL: test.forge.urls.server,
    ...test.forge.runtimeEnvironment({ run, job, permissions, cacheWritable }),
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', CLIENT, JSON.stringify(script)], {
      cwd: workspace,
      env,
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    child.on('close', (status) => {
      const lines = output.split('\n').filter((line) => line.startsWith('::result::'))
      if (status === 0) resolve(lines.map((line) => JSON.parse(line.slice('::result::'.length)) as unknown))
      else reject(new Error(output))
    })
  })
}

const place = (): Place => addTestRun(test, lastEvent(test, 'push'))

describe('the official artifact client', () => {
  it('uploads, lists and downloads within a run, with one digest everywhere', async () => {
    const at = place()
    const [, upload, raw] = (await perform(at, [
      ['write', 'model/delay.onnx', 'x'.repeat(100_000)],
      ['upload', 'model', 'model/delay.onnx'],
      ['uploadRaw', 'model/delay.onnx'],
    ])) as readonly { readonly id: number; readonly size: number; readonly digest: string }[]
    const [listed, , copied] = await perform(at, [
      ['list'],
      ['download', 'model', 'copy'],
      ['digest', 'copy/model/delay.onnx'],
    ])
    expect(listed).toEqual(
      expect.arrayContaining([
        { name: 'model', size: upload?.size, digest: `sha256:${upload?.digest}` },
        {
          name: 'delay.onnx',
          size: 100_000,
          digest: `sha256:${createHash('sha256').update('x'.repeat(100_000)).digest('hex')}`,
        },
      ]),
    )
    expect(copied).toBe(createHash('sha256').update('x'.repeat(100_000)).digest('hex'))
    const actions = jobClient(test, { actions: 'read' }).rest.actions
    const { data } = await actions.listWorkflowRunArtifacts({
      ...REPOSITORY,
      run_id: at.run.id,
      name: 'model',
    })
    expect(data.artifacts).toMatchObject([
      {
        id: upload?.id,
        digest: `sha256:${upload?.digest}`,
        expired: false,
        workflow_run: { id: at.run.id, head_sha: at.run.event.headSha },
      },
    ])
    const archive = await actions.downloadArtifact({
      ...REPOSITORY,
      artifact_id: upload?.id ?? 0,
      archive_format: 'zip',
    })
    const bytes = Buffer.from(archive.data as ArrayBuffer)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(upload?.digest)
    expect(raw?.digest).toBeDefined()
  })

  it('refuses a second artifact of a name in one attempt, allows it in the next, which sees the newest', async () => {
    const at = place()
    const [, first, second] = await perform(at, [
      ['write', 'a.txt', 'one'],
      ['upload', 'report', 'a.txt'],
      ['upload', 'report', 'a.txt'],
    ])
    expect(first).toMatchObject({ id: expect.any(Number) })
    expect(second).toMatchObject({ error: expect.stringContaining('Conflict') })
    at.run.attempt = 2
    at.run.jobs = [testJob(test.forge.nextId(), at.run.id, { attempt: 2 })]
    test.forge.touchRun(at.run)
    const [, third, listed] = await perform(at, [
      ['write', 'a.txt', 'two'],
      ['upload', 'report', 'a.txt'],
      ['list'],
    ])
    expect(third).toMatchObject({ id: expect.any(Number) })
    expect(listed).toHaveLength(1)
    const { data } = await test.ada.rest.actions.listWorkflowRunArtifacts({
      ...REPOSITORY,
      run_id: at.run.id,
    })
    expect(data.artifacts.map((artifact) => artifact.id)).toEqual([
      (third as { id: number }).id,
      (first as { id: number }).id,
    ])
  })

  it('sees nothing of other runs', async () => {
    await perform(place(), [
      ['write', 'a.txt', 'one'],
      ['upload', 'mine', 'a.txt'],
    ])
    expect(await perform(place(), [['list']])).toEqual([[]])
  })

  it('is refused for nobody: neither list nor bytes without the right', async () => {
    const at = place()
    const [, upload] = (await perform(at, [
      ['write', 'a.txt', 'x'],
      ['upload', 'one', 'a.txt'],
    ])) as { id: number }[]
    const artifact = { ...REPOSITORY, artifact_id: upload?.id ?? 0, archive_format: 'zip' }
    expect(await refusal(jobClient(test, {}).rest.actions.listArtifactsForRepo(REPOSITORY))).toBe(403)
    expect(await refusal(test.nobody.rest.actions.downloadArtifact(artifact))).toBe(401)
    expect(await refusal(test.ada.rest.actions.downloadArtifact(artifact))).toBe(200)
  })
})

describe('a signed address', () => {
  const address = async () => {
    const at = place()
    const [, upload] = (await perform(at, [
      ['write', 'a.txt', 'x'],
      ['upload', 'one', 'a.txt'],
    ])) as { id: number }[]
    const reply = await fetch(`${test.forge.urls.api}/repos/ada/models/actions/artifacts/${upload?.id}/zip`, {
      headers: { authorization: `Bearer ${test.tokens.ada}` },
      redirect: 'manual',
    })
    return new URL(reply.headers.get('location') ?? '')
  }

  it('opens what it was signed for, and nothing when a letter of it was changed', async () => {
    const url = await address()
    expect((await fetch(url)).status).toBe(200)
    expect((await fetch(url, { headers: { range: 'bytes=0-1' } })).headers.get('content-range')).toMatch(
      /^bytes 0-1\//,
    )
    const changed = (name: string, value: string) => {
      const other = new URL(url)
      other.searchParams.set(name, value)
      return fetch(other).then((reply) => reply.status)
    }
    expect(await changed('sig', 'x')).toBe(403)
    expect(await changed('se', String(Number(url.searchParams.get('se')) + 1))).toBe(403)
    const other = new URL(url)
    other.pathname = other.pathname.replace(/\/(\d+)\//, (_, id: string) => `/${Number(id) - 1}/`)
    expect((await fetch(other)).status).toBe(403)
  })

  it('that was given for reading does not write, and finished bytes do not change', async () => {
    const url = await address()
    expect((await fetch(url, { method: 'PUT', body: 'other' })).status).toBe(403)
    expect(
      Buffer.from(await (await fetch(url)).arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK')
  })
})

describe('the official cache client', () => {
  it('saves once, restores by key and prefix, and reads the default branch from elsewhere', async () => {
    const main = place()
    const [, miss, saved, , restored, again] = await perform(main, [
      ['write', 'cache/file', 'warm'],
      ['restore', 'cache', 'k-0'],
      ['save', 'cache', 'k-1'],
      ['remove', 'cache'],
      ['restore', 'cache', 'k-2', 'k-'],
      ['save', 'cache', 'k-1'],
    ])
    expect([miss, restored, again]).toEqual([null, 'k-1', -1])
    expect(saved).toEqual(expect.any(Number))
    await test.tree.git('push', '--quiet', 'origin', 'main:refs/heads/topic')
    const topic = place()
    const [seen, own] = await perform(topic, [
      ['restore', 'cache', 'k-1'],
      ['save', 'cache', 'k-topic'],
    ])
    expect(seen).toBe('k-1')
    expect(own).toEqual(expect.any(Number))
    expect(await perform(main, [['restore', 'cache', 'k-topic']])).toEqual([null])
    const { data } = await test.ada.rest.actions.getActionsCacheList(REPOSITORY)
    expect(data.actions_caches.map((cache) => [cache.key, cache.ref])).toEqual([
      ['k-1', 'refs/heads/main'],
      ['k-topic', 'refs/heads/topic'],
    ])
    await test.ada.rest.actions.deleteActionsCacheByKey({ ...REPOSITORY, key: 'k-1' })
    expect(await perform(main, [['restore', 'cache', 'k-1']])).toEqual([null])
  })

  it('writes nothing where a job may only read', async () => {
    const at = place()
    const script = [
      ['write', 'cache/file', 'cold'],
      ['save', 'cache', 'k-read'],
    ]
    expect((await perform(at, script, { cacheWritable: false }))[1]).toBe(-1)
    expect(await perform(at, [['restore', 'cache', 'k-read']])).toEqual([null])
  })
})

describe('core.getIDToken()', () => {
  it('gives a token that the key set proves, with the immutable subject', async () => {
    const at = addTestRun(test, lastEvent(test, 'push'), { environment: 'prod' })
    const [token] = (await perform(at, [['identity', 'sts.example']], {
      permissions: { 'id-token': 'write' },
    })) as string[]
    const [header = '', body = '', signature = ''] = (token ?? '').split('.')
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, string>
    const configuration = (await (await fetch(`${claims.iss}/.well-known/openid-configuration`)).json()) as {
      issuer: string
      jwks_uri: string
    }
    expect(configuration.issuer).toBe(claims.iss)
    const { keys } = (await (await fetch(configuration.jwks_uri)).json()) as { keys: { kid: string }[] }
    const key = keys.find((one) => one.kid === kid)
    const ok = verify(
      'sha256',
      Buffer.from(`${header}.${body}`),
      createPublicKey({ key: key as never, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    )
    expect(ok).toBe(true)
    const owner = (await test.ada.rest.users.getAuthenticated()).data.id
    expect(claims).toMatchObject({
      aud: 'sts.example',
      sub: `repo:ada@${owner}/models@${test.repository.id}:environment:prod`,
      repository_id: String(test.repository.id),
      job_workflow_ref: 'ada/models/.github/workflows/train.yml@refs/heads/topic',
      run_id: String(at.run.id),
      environment: 'prod',
    })
  })

  it('gives none to a job without id-token: write', async () => {
    const [token] = await perform(place(), [['identity', 'x']])
    expect(token).toMatchObject({ error: expect.stringContaining('ACTIONS_ID_TOKEN_REQUEST_URL') })
    const grant = { ...place(), permissions: {}, cacheWritable: false }
    const { ACTIONS_RUNTIME_TOKEN } = test.forge.runtimeEnvironment(grant)
    const reply = await fetch(`${test.forge.links.local}/_oidc/token`, {
      headers: { authorization: `Bearer ${ACTIONS_RUNTIME_TOKEN}` },
    })
    expect(reply.status).toBe(401)
  })
})
