import { chmodSync } from 'node:fs'
import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { StandInAzureIdentity } from '../../testing/stand-in-azure-identity.ts'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import type { AzureCredentials } from '../azure-credentials.ts'
import { usualAzureCredentials } from './usual-credentials.ts'

const NOON = Date.parse('2026-01-01T12:00:00Z')
const ONE = Date.parse('2026-01-01T13:00:00Z')
const SECRET = 'the-secret-that-nobody-may-see'

let azure: StandInAzureIdentity
beforeAll(async () => {
  azure = await StandInAzureIdentity.start()
})
afterAll(() => azure.service.stop())
beforeEach(() => {
  azure.service.calls.length = 0
  azure.service.refusal = `{"error":"invalid_client","error_description":"${SECRET}"}`
  azure.isMachine = false
})

/** Looks for credentials on a machine that has these and no others: nobody answers as its metadata service. */
function find(env: Record<string, string>, now = () => NOON): Promise<AzureCredentials> {
  const surroundings = {
    env: { AZURE_POD_IDENTITY_AUTHORITY_HOST: azure.service.url, PATH: '/nowhere', ...env },
    home: '/nowhere',
    now,
  }
  return usualAzureCredentials(surroundings, 'flights').get()
}

const application = () => ({
  AZURE_TENANT_ID: 'tenant',
  AZURE_CLIENT_ID: 'app',
  AZURE_AUTHORITY_HOST: `${azure.service.url}/`,
})
const job = () => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `${azure.service.url}/github?api-version=2.0`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job',
})

/** Who the token was given to, by the service that has given it. */
const holderOf = (found: AzureCredentials) =>
  'token' in found ? azure.issued.get(found.token.reveal()) : undefined

async function failure(found: Promise<unknown>): Promise<Error> {
  const error = await found.then(
    () => expect.fail('it found some'),
    (caught: unknown) => caught,
  )
  const shown = inspect(error, { depth: 9 })
  for (const secret of [SECRET, azure.secret, azure.assertion]) expect(shown).not.toContain(secret)
  return error as Error
}

describe('usualAzureCredentials()', () => {
  it('takes a key or a signature of the environment first, and prints neither', async () => {
    const key = { AZURE_STORAGE_KEY: SECRET }
    const others = { ...application(), AZURE_CLIENT_SECRET: azure.secret, AZURE_STORAGE_SAS_TOKEN: '?sv=1' }
    const found = await find({ ...others, ...key })
    expect('key' in found && found.key.reveal()).toBe(SECRET)
    expect(`${inspect(found)} ${JSON.stringify(found)}`).not.toContain(SECRET)
    const shared = await find({ ...others, AZURE_STORAGE_SAS_TOKEN: `?sv=1&sig=${SECRET}` })
    expect('parameters' in shared && shared.parameters.reveal()).toBe(`sv=1&sig=${SECRET}`)
    expect(azure.service.calls).toEqual([])
  })

  it('reads a connection string, and refuses one of another account without repeating it', async () => {
    const connect = (text: string) => find({ ...application(), AZURE_STORAGE_CONNECTION_STRING: text })
    const byKey = await connect(`DefaultEndpointsProtocol=https;AccountName=flights;AccountKey=${SECRET}==;`)
    expect('key' in byKey && byKey.key.reveal()).toBe(`${SECRET}==`)
    const shared = await connect(`BlobEndpoint=https://f.example;SharedAccessSignature=?sv=1&sig=${SECRET}`)
    expect('parameters' in shared && shared.parameters.reveal()).toBe(`sv=1&sig=${SECRET}`)
    for (const text of [`AccountName=other;AccountKey=${SECRET}`, 'AccountName=flights', SECRET])
      expect(await failure(connect(text))).toMatchObject({ code: 'store/credentials-failed' })
  })

  it('signs in as an application by its secret, and says which variable is wrong', async () => {
    const found = await find({ ...application(), AZURE_CLIENT_SECRET: azure.secret })
    expect([holderOf(found), found.expiresMs, found.source]).toEqual([
      'app',
      NOON + 3599_000,
      'AZURE_CLIENT_SECRET',
    ])
    expect(await failure(find({ ...application(), AZURE_CLIENT_SECRET: 'wrong' }))).toMatchObject({
      code: 'store/credentials-failed',
      message: expect.stringContaining('401 invalid_client'),
      hint: expect.stringContaining('AZURE_CLIENT_ID'),
    })
  })

  it('signs in by the token of a file, which is read each time', async () => {
    using folder = new TemporaryFolder()
    const env = { ...application(), AZURE_FEDERATED_TOKEN_FILE: folder.write('token', 'old') }
    expect(await failure(find(env))).toMatchObject({ code: 'store/credentials-failed' })
    folder.write('token', `${azure.assertion}\n`)
    expect(holderOf(await find(env))).toBe('app')
    expect(await failure(find({ ...env, AZURE_FEDERATED_TOKEN_FILE: '/nowhere' }))).toMatchObject({
      message: expect.stringContaining('/nowhere'),
    })
  })

  it('signs in by the identity of a job of GitHub Actions', async () => {
    expect(holderOf(await find({ ...application(), ...job() }))).toBe('app')
    const refused = { ...application(), ...job(), ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'another' }
    expect(await failure(find(refused))).toMatchObject({
      code: 'store/credentials-failed',
      message: expect.stringContaining('identity of this job'),
    })
    // A job's identity alone is nobody to Azure.
    expect(await failure(find(job()))).toMatchObject({ code: 'store/credentials-missing' })
  })

  it('sends no secret to an authority over a line that anybody can read', async () => {
    const env = { ...application(), AZURE_CLIENT_SECRET: azure.secret }
    expect(
      await failure(find({ ...env, AZURE_AUTHORITY_HOST: 'http://login.example.invalid' })),
    ).toMatchObject({
      message: expect.stringContaining('neither https'),
    })
  })

  it('takes the identity of a function or a machine, its own or the one that is named', async () => {
    const own = { IDENTITY_ENDPOINT: `${azure.service.url}/function`, IDENTITY_HEADER: 'own' }
    expect(holderOf(await find(own))).toBe('the machine')
    expect(holderOf(await find({ ...own, AZURE_CLIENT_ID: 'named' }))).toBe('named')
    expect(await failure(find({ ...own, IDENTITY_HEADER: 'wrong' }))).toMatchObject({
      code: 'store/credentials-failed',
    })
    azure.isMachine = true
    const found = await find({})
    expect([holderOf(found), found.expiresMs]).toEqual(['the machine', ONE])
  })

  it('asks the Azure CLI last, and takes a machine without it, or without a login, for none', async () => {
    using folder = new TemporaryFolder()
    const az = folder.write('az', '')
    const withCli = (script: string) => {
      folder.write('az', `#!/bin/sh\n${script}\n`)
      chmodSync(az, 0o755)
      return find({ PATH: folder.root })
    }
    const token = `{"accessToken": "of a person", "expires_on": ${ONE / 1000}, "expiresOn": "2026-01-01 14:00:00"}`
    const found = await withCli(`test "$1 $4" = "account https://storage.azure.com/" && echo '${token}'`)
    expect(['token' in found && found.token.reveal(), found.expiresMs]).toEqual(['of a person', ONE])
    for (const broken of [`echo ${SECRET}; exit 3`, `echo ${SECRET}`, 'echo "{}"'])
      expect(await failure(withCli(broken))).toMatchObject({ code: 'store/credentials-failed' })
    const { message, ...rest } = await failure(withCli('echo "Please run: az login" >&2; exit 1'))
    expect(rest).toMatchObject({ code: 'store/credentials-missing', kind: 'usage' })
    for (const place of ['AZURE_STORAGE_KEY', 'AZURE_CLIENT_ID', 'IDENTITY_ENDPOINT', 'az account'])
      expect(message).toContain(place)
  })
})
