import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestForge, type TestForge } from '../testing/test-forge.ts'
import { jobClient, refusal } from '../testing/test-run.ts'

const REPOSITORY = { owner: 'ada', repo: 'models' }
let test: TestForge

beforeAll(async () => {
  test = await startTestForge()
})
afterAll(async () => {
  expect(test.forge.violations).toEqual([])
  await test.close()
})

describe('deployments', () => {
  it('are made at a ref, and a success retires the one before it in the same environment', async () => {
    const { repos } = jobClient(test, { deployments: 'write' }).rest
    const make = async (environment: string) =>
      (
        (
          await repos.createDeployment({
            ...REPOSITORY,
            ref: 'main',
            environment,
            payload: { model: 'delay' },
          })
        ).data as { id: number }
      ).id
    const succeed = (deployment_id: number) =>
      repos.createDeploymentStatus({
        ...REPOSITORY,
        deployment_id,
        state: 'success',
        environment_url: 'https://example.com/',
      })
    const state = async (deployment_id: number) =>
      (await repos.listDeploymentStatuses({ ...REPOSITORY, deployment_id })).data.map(
        (status) => status.state,
      )
    const [first, second, other] = [await make('prod'), await make('prod'), await make('canary')]
    await succeed(first)
    await succeed(other)
    await succeed(second)
    expect(await state(first)).toEqual(['inactive', 'success'])
    expect([await state(second), await state(other)]).toEqual([['success'], ['success']])
    const listed = await repos.listDeployments({ ...REPOSITORY, environment: 'prod' })
    expect(listed.data.map((deployment) => deployment.id)).toEqual([second, first])
    expect(listed.data[0]).toMatchObject({
      payload: { model: 'delay' },
      creator: { login: 'github-actions[bot]' },
    })
    expect(await refusal(repos.createDeployment({ ...REPOSITORY, ref: 'nowhere' }))).toBe(422)
    expect(
      await refusal(
        repos.createDeploymentStatus({
          ...REPOSITORY,
          deployment_id: first,
          state: 'error',
          description: 'x'.repeat(141),
        }),
      ),
    ).toBe(422)
  })
})

describe('attestations', () => {
  it('are found by the digest of what they attest', async () => {
    const client = jobClient(test, { attestations: 'write' })
    const digest = 'a'.repeat(64)
    const statement = {
      predicateType: 'https://slsa.dev/provenance/v1',
      subject: [{ name: 'm', digest: { sha256: digest } }],
    }
    const payload = Buffer.from(JSON.stringify(statement)).toString('base64')
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {},
      dsseEnvelope: { payload },
    }
    const post = (body: object) =>
      client.request('POST /repos/{owner}/{repo}/attestations', { ...REPOSITORY, bundle: body } as never)
    expect((await post(bundle)).status).toBe(201)
    expect(await refusal(post({ dsseEnvelope: { payload: 'no JSON' } }))).toBe(422)
    const found = async (hex: string) =>
      (
        await client.request('GET /repos/{owner}/{repo}/attestations/{subject_digest}', {
          ...REPOSITORY,
          subject_digest: `sha256:${hex}`,
        })
      ).data.attestations
    expect(await found(digest)).toMatchObject([{ bundle, repository_id: test.repository.id }])
    expect(await found('b'.repeat(64))).toEqual([])
  })
})
