import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import { credentialPlaces, findCredentials } from './find-credentials.ts'
import type { RegistryCredentials } from './registry-credentials.ts'

const SECRET = 'the-secret-that-nobody-may-see'
const encode = (text: string) => Buffer.from(text).toString('base64')

/** Looks for the credentials of a host on a machine that has these and no others. */
function find(
  env: Record<string, string>,
  { host = 'ghcr.io', home = '/nowhere' } = {},
): Promise<RegistryCredentials | undefined> {
  return findCredentials(host, { env: { PATH: process.env.PATH ?? '', ...env }, home })
}

async function failure(found: Promise<unknown>): Promise<unknown> {
  const error = await found.then(
    () => expect.fail('it found some'),
    (caught: unknown) => caught,
  )
  expect(inspect(error, { depth: 9 })).not.toContain(SECRET)
  return error
}

const shown = (found: RegistryCredentials | undefined) =>
  found && [found.user, found.password.reveal(), found.kind]
const named = (host: string) => ({
  SLIPWAY_REGISTRY: host,
  SLIPWAY_REGISTRY_USER: 'user',
  SLIPWAY_REGISTRY_PASSWORD: SECRET,
})

describe('findCredentials()', () => {
  it('takes those of the environment first, for the host that they name and no other', async () => {
    expect(shown(await find({ ...named('ghcr.io'), GITHUB_TOKEN: 'token' }))).toEqual([
      'user',
      SECRET,
      'password',
    ])
    expect(await find(named('ghcr.io'), { host: 'evil.example' })).toBeUndefined()
    expect(await find({})).toBeUndefined()
    for (const key of ['SLIPWAY_REGISTRY', 'SLIPWAY_REGISTRY_USER', 'SLIPWAY_REGISTRY_PASSWORD'])
      expect(await failure(find({ ...named('ghcr.io'), [key]: '' }))).toMatchObject({
        code: 'store/credentials-failed',
        kind: 'external',
      })
  })

  it('shows the token of a job to GitHub’s registry, and to no other', async () => {
    const job = { GITHUB_TOKEN: 'token', GITHUB_ACTOR: 'octocat' }
    expect(shown(await find(job))).toEqual(['octocat', 'token', 'password'])
    expect(shown(await find({ GH_TOKEN: 'other' }))?.[1]).toBe('other')
    expect(await find(job, { host: 'quay.io' })).toBeUndefined()
    const enterprise = { ...job, GITHUB_SERVER_URL: 'https://github.corp.example' }
    expect(await find(enterprise)).toBeUndefined()
    expect(shown(await find(enterprise, { host: 'containers.github.corp.example' }))?.[1]).toBe('token')
  })

  it('reads what `docker login` left, in the file that it wrote', async () => {
    using folder = new TemporaryFolder()
    for (const [host, key, entry, expected] of [
      ['ghcr.io', 'ghcr.io', { auth: encode(`me:${SECRET}`) }, ['me', SECRET, 'password']],
      ['ghcr.io', 'https://ghcr.io', { auth: encode(`me:a:b\0\0`) }, ['me', 'a:b', 'password']],
      ['a.example:5000', 'a.example:5000', { username: 'me', password: SECRET }, ['me', SECRET, 'password']],
      ['docker.io', 'https://index.docker.io/v1/', { auth: encode('me:x') }, ['me', 'x', 'password']],
      [
        'a.azurecr.io',
        'a.azurecr.io',
        { auth: encode('0-0:'), identitytoken: SECRET },
        ['0-0', SECRET, 'identity'],
      ],
      ['ghcr.io', 'ghcr.io', {}, undefined],
      ['ghcr.io', 'quay.io', { auth: encode('me:x') }, undefined],
    ] as const) {
      folder.write('.docker/config.json', JSON.stringify({ auths: { [key]: entry } }))
      expect(shown(await find({}, { host, home: folder.root }))).toEqual(expected)
      expect(shown(await find({ DOCKER_CONFIG: folder.path('.docker') }, { host }))).toEqual(expected)
    }
    for (const text of [SECRET, 'me:', ':x']) {
      folder.write('.docker/config.json', JSON.stringify({ auths: { 'ghcr.io': { auth: encode(text) } } }))
      expect(await failure(find({}, { home: folder.root }))).toMatchObject({
        code: 'store/credentials-failed',
      })
    }
    folder.write('.docker/config.json', `{"auths": ${SECRET}`)
    expect(await failure(find({}, { home: folder.root }))).toMatchObject({
      code: 'store/credentials-failed',
      message: expect.stringContaining('no JSON'),
    })
  })

  it('asks the program that the file names, and says when it fails without what it printed', async () => {
    using folder = new TemporaryFolder()
    const env = { PATH: `${folder.path('bin')}:${process.env.PATH}` }
    const program = (script: string) =>
      folder.write('bin/docker-credential-test', `#!/bin/sh\n${script}\n`, { executable: true })
    const answer = (user: string) => `printf '{"Username":"${user}","Secret":"%s"}' "$(cat)-secret"`
    const ask = (host = 'ghcr.io') => find(env, { host, home: folder.root })
    folder.write('.docker/config.json', JSON.stringify({ credHelpers: { 'ghcr.io': 'test' } }))
    program(answer('me'))
    expect(shown(await ask())).toEqual(['me', 'ghcr.io-secret', 'password'])
    expect(await ask('quay.io')).toBeUndefined()
    program(answer('<token>'))
    expect(shown(await ask())).toEqual(['', 'ghcr.io-secret', 'identity'])
    folder.write('.docker/config.json', JSON.stringify({ credsStore: 'test', auths: { 'quay.io': {} } }))
    expect(shown(await ask('quay.io'))?.[1]).toBe('quay.io-secret')
    program('echo "credentials not found in native keychain"; exit 1')
    expect(await ask()).toBeUndefined()
    for (const script of [`echo ${SECRET}; exit 3`, `echo ${SECRET}`, 'echo "{}"']) {
      program(script)
      expect(await failure(ask())).toMatchObject({ code: 'store/credentials-failed' })
    }
    folder.write('.docker/config.json', JSON.stringify({ credsStore: 'absent' }))
    expect(await failure(ask())).toMatchObject({ message: expect.stringContaining('ENOENT') })
    folder.write('.docker/config.json', JSON.stringify({ credsStore: '../../bin/sh' }))
    expect(await failure(ask())).toMatchObject({ message: expect.stringContaining('names no program') })
  })

  it('prints no secret, however it is shown', async () => {
    const found = await find(named('ghcr.io'))
    expect(`${inspect(found)} ${JSON.stringify(found)}`).not.toContain(SECRET)
  })
})

it('credentialPlaces() names the token of a job only where it is shown', () => {
  expect(credentialPlaces('ghcr.io')).toContain('GITHUB_TOKEN')
  expect(credentialPlaces('quay.io')).not.toContain('GITHUB_TOKEN')
})
