import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import type { AwsCredentials } from './aws-credentials.ts'
import { usualAwsCredentials } from './usual-credentials.ts'

const SECRET = 'the-secret-that-nobody-may-see'
const EXPIRES = '2026-01-01T12:00:00Z'
const NOON = Date.parse(EXPIRES)

let server: Server
let base: string
let answer: (request: IncomingMessage, body: string) => string | number
const asked: string[] = []
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push(`${request.method} ${request.url}`)
    const found = answer(request, body)
    response.writeHead(typeof found === 'number' ? found : 200)
    response.end(typeof found === 'number' ? `<Code>ItSays</Code> ${SECRET}` : found)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  asked.length = 0
  answer = () => 404
})

/** Looks for credentials in the usual places of a machine that has these and no others. */
async function find(env: Record<string, string>, home = '/nowhere', now = () => 0): Promise<AwsCredentials> {
  const surroundings = {
    env: { AWS_EC2_METADATA_DISABLED: 'true', PATH: process.env.PATH ?? '', ...env },
    home,
    now,
  }
  return usualAwsCredentials(surroundings, 'eu-west-3').get()
}

async function failure(found: Promise<unknown>): Promise<unknown> {
  const error = await found.then(
    () => expect.fail('it found some'),
    (caught: unknown) => caught,
  )
  expect(inspect(error, { depth: 9 })).not.toContain(SECRET)
  return error
}

const shown = ({ accessKeyId, secretAccessKey, sessionToken, expiresMs }: AwsCredentials) => [
  accessKeyId,
  secretAccessKey.reveal(),
  sessionToken?.reveal(),
  expiresMs,
]
const json = (token: string) =>
  JSON.stringify({
    Version: 1,
    AccessKeyId: 'AK',
    SecretAccessKey: SECRET,
    [token]: 'token',
    Expiration: EXPIRES,
  })

describe('usualAwsCredentials()', () => {
  it('takes the environment first, with or without a session', async () => {
    using folder = new TemporaryFolder()
    folder.write('.aws/credentials', '[default]\naws_access_key_id = FILE\naws_secret_access_key = file\n')
    const keys = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: SECRET }
    expect(shown(await find(keys, folder.root))).toEqual(['AK', SECRET, undefined, undefined])
    expect(shown(await find({ ...keys, AWS_SESSION_TOKEN: 'token' }))[2]).toBe('token')
    expect(shown(await find({}, folder.root))[0]).toBe('FILE')
  })

  it('prints no secret, however it is shown', async () => {
    const found = await find({
      AWS_ACCESS_KEY_ID: 'AK',
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: SECRET,
    })
    expect(`${inspect(found)} ${JSON.stringify(found)}`).not.toContain(SECRET)
  })

  it('does not go on where a place holds half of what it should', async () => {
    expect(await failure(find({ AWS_ACCESS_KEY_ID: 'AK' }))).toMatchObject({
      code: 'store/credentials-failed',
    })
    expect(await failure(find({ AWS_SECRET_ACCESS_KEY: SECRET }))).toMatchObject({
      code: 'store/credentials-failed',
    })
  })

  it('reads the profile that AWS_PROFILE names, from both files, and says where there is none', async () => {
    using folder = new TemporaryFolder()
    folder.write(
      '.aws/config',
      '# mine\n[profile work]\nregion = eu-west-3\ns3 =\n  aws_access_key_id = nested\n',
    )
    folder.write(
      '.aws/credentials',
      `[default]\r\naws_access_key_id=D\r\n[work]\r\naws_access_key_id = W ; note\r\naws_secret_access_key = ${SECRET}\r\n`,
    )
    expect(shown(await find({ AWS_PROFILE: 'work' }, folder.root)).slice(0, 2)).toEqual(['W', SECRET])
    for (const [profile, home] of [
      ['play', folder.root],
      ['work', '/nowhere'],
    ] as const) {
      expect(await failure(find({ AWS_PROFILE: profile }, home))).toMatchObject({
        code: 'store/credentials-failed',
        message: expect.stringContaining(profile),
      })
    }
    const elsewhere = { AWS_PROFILE: 'work', AWS_SHARED_CREDENTIALS_FILE: folder.path('.aws/credentials') }
    expect(shown(await find(elsewhere))[0]).toBe('W')
  })

  it('runs the program of a profile, and says when it fails without what it printed', async () => {
    using folder = new TemporaryFolder()
    folder.write('out.json', json('SessionToken'))
    folder.write('.aws/config', `[default]\ncredential_process = cat "${folder.path('out.json')}"\n`)
    expect(shown(await find({}, folder.root))).toEqual(['AK', SECRET, 'token', NOON])
    for (const program of [`echo ${SECRET}; exit 3`, `echo ${SECRET}`, 'echo "{}"']) {
      folder.write('.aws/config', `[default]\ncredential_process = ${program}\n`)
      expect(await failure(find({}, folder.root))).toMatchObject({ code: 'store/credentials-failed' })
    }
  })

  it('says what to do with a profile that signs in by another way', async () => {
    using folder = new TemporaryFolder()
    folder.write('.aws/config', '[profile sso]\nsso_session = corp\n')
    expect(await failure(find({ AWS_PROFILE: 'sso' }, folder.root))).toMatchObject({
      hint: expect.stringContaining('export-credentials --profile sso'),
    })
  })

  it('exchanges the token of a web identity, reading its file each time', async () => {
    using folder = new TemporaryFolder()
    const tokenFile = folder.write('token', 'jwt-1\n')
    const bodies: string[] = []
    answer = (_, body) => {
      bodies.push(body)
      const parts = `<AccessKeyId>AK</AccessKeyId><SecretAccessKey>a&lt;b</SecretAccessKey><SessionToken>token</SessionToken><Expiration>${EXPIRES}</Expiration>`
      return `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>${parts}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
    }
    const env = {
      AWS_ROLE_ARN: 'arn:aws:iam::1:role/r',
      AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
      AWS_ENDPOINT_URL_STS: base,
    }
    expect(shown(await find(env))).toEqual(['AK', 'a<b', 'token', NOON])
    folder.write('token', 'jwt-2')
    await find({ ...env, AWS_ROLE_SESSION_NAME: 'job 7' })
    expect(bodies.map((body) => [...new URLSearchParams(body).values()].slice(2))).toEqual([
      [env.AWS_ROLE_ARN, 'slipway', 'jwt-1'],
      [env.AWS_ROLE_ARN, 'job 7', 'jwt-2'],
    ])
    answer = () => 403
    expect(await failure(find(env))).toMatchObject({ message: expect.stringContaining('403 ItSays') })
    answer = () => `<html>${SECRET}</html>`
    expect(await failure(find(env))).toMatchObject({ code: 'store/credentials-failed' })
    expect(await failure(find({ ...env, AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere' }))).toMatchObject({
      message: expect.stringContaining('/nowhere'),
    })
  })

  it('asks the container, with its token, and nobody else over a line that anybody can read', async () => {
    using folder = new TemporaryFolder()
    answer = (request) => (request.headers.authorization === 'pod token' ? json('Token') : 401)
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${base}/creds`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: folder.write('token', 'pod token\n'),
    }
    expect(shown(await find(env))).toEqual(['AK', SECRET, 'token', NOON])
    expect(
      await failure(find({ AWS_CONTAINER_CREDENTIALS_FULL_URI: env.AWS_CONTAINER_CREDENTIALS_FULL_URI })),
    ).toMatchObject({
      message: expect.stringContaining('401'),
    })
    expect(
      await failure(find({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://example.com/creds' })),
    ).toMatchObject({
      message: expect.stringContaining('neither https'),
    })
  })

  it('asks the instance for its role with a token of version 2, and takes another machine for none', async () => {
    const instance = { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: `${base}/` }
    const roles = '/latest/meta-data/iam/security-credentials/'
    answer = ({ method, url, headers }) => {
      if (method === 'PUT') return headers['x-aws-ec2-metadata-token-ttl-seconds'] ? 'session' : 400
      if (headers['x-aws-ec2-metadata-token'] !== 'session') return 401
      return url === roles ? 'my-role\n' : url === `${roles}my-role` ? json('Token') : 404
    }
    expect(shown(await find(instance))).toEqual(['AK', SECRET, 'token', NOON])
    for (const other of [() => 404, ({ method }: IncomingMessage) => (method === 'PUT' ? 'session' : 404)]) {
      answer = other
      expect(await failure(find(instance))).toMatchObject({
        code: 'store/credentials-missing',
        kind: 'usage',
      })
    }
  })

  it('names every place where it looked', async () => {
    const { message } = (await failure(find({}))) as Error
    for (const place of ['AWS_ACCESS_KEY_ID', 'AWS_ROLE_ARN', 'profile "default"', 'AWS_CONTAINER_', 'EC2']) {
      expect(message).toContain(place)
    }
  })
})
