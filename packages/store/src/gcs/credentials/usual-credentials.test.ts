import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { StandInGoogleIdentity } from '../../testing/stand-in-google-identity.ts'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import type { GcsCredentials } from '../gcs-service.ts'
import { usualGcsCredentials } from './usual-credentials.ts'

const NOON = Date.parse('2026-01-01T12:00:00Z')
const SECRET = 'the-secret-that-nobody-may-see'
const STORAGE = 'https://www.googleapis.com/auth/devstorage.read_write'

let google: StandInGoogleIdentity
beforeAll(async () => {
  google = await StandInGoogleIdentity.start()
})
afterAll(() => google.service.stop())
beforeEach(() => {
  google.service.calls.length = 0
  google.service.refusal = `{"error": "invalid_grant", "error_description": "${SECRET}"}`
  google.service.headers = {}
  google.now = () => NOON
})

/** Looks for credentials on a machine that has these and no others. */
function find(env: Record<string, string>, home = '/nowhere', now = () => NOON): Promise<GcsCredentials> {
  return usualGcsCredentials({ env: { NO_GCE_CHECK: 'true', ...env }, home, now }).get()
}

/** With a file of this content in GOOGLE_APPLICATION_CREDENTIALS. */
async function findBy(configuration: object, now?: () => number): Promise<GcsCredentials> {
  using folder = new TemporaryFolder()
  const file = folder.write('credentials.json', JSON.stringify(configuration))
  return await find({ GOOGLE_APPLICATION_CREDENTIALS: file }, '/nowhere', now)
}

/** What the token that was found is for, by the service that has given it. */
const scopeOf = ({ token }: GcsCredentials) => google.issued.get(token?.reveal() ?? '')

async function failure(found: Promise<unknown>): Promise<Error> {
  const error = await found.then(
    () => expect.fail('it found some'),
    (caught: unknown) => caught,
  )
  const shown = inspect(error, { depth: 9 })
  for (const secret of [SECRET, 'PRIVATE KEY', google.refreshToken]) expect(shown).not.toContain(secret)
  return error as Error
}

describe('usualGcsCredentials()', () => {
  it('signs with the key of a service account', async () => {
    const found = await findBy(google.files.robot)
    expect([scopeOf(found), found.expiresMs]).toEqual([STORAGE, NOON + 3599_000])
    expect(`${inspect(found)} ${JSON.stringify(found)}`).not.toContain(found.token?.reveal())
    const wrong = { ...google.files.robot, client_email: 'somebody@else' }
    expect(await failure(findBy(wrong))).toMatchObject({
      code: 'store/credentials-failed',
      message: expect.stringContaining('400 invalid_grant'),
    })
    const noKey = { ...google.files.robot, private_key: SECRET }
    expect(await failure(findBy(noKey))).toMatchObject({ code: 'store/credentials-failed' })
  })

  it('says how far the clock is off where a signature is refused for its time', async () => {
    google.service.headers = { date: new Date(Date.now() - 20 * 60_000).toUTCString() }
    expect(await failure(findBy(google.files.robot, () => NOON + 20 * 60_000))).toMatchObject({
      code: 'store/clock-skewed',
      message: expect.stringContaining('20 min ahead'),
    })
  })

  it('refreshes the login of a person, and says how to sign in where it has ended', async () => {
    const { person } = google.files
    expect(scopeOf(await findBy(person))).toContain('cloud-platform')
    expect(await failure(findBy({ ...person, refresh_token: 'old' }))).toMatchObject({
      code: 'store/credentials-failed',
      hint: expect.stringContaining('gcloud auth application-default login'),
    })
  })

  it('exchanges the identity of a workload: from a file, as it is or in JSON', async () => {
    using files = new TemporaryFolder()
    const { workload } = google.files
    const plain = files.write('token', `${google.subject}\n`)
    expect(scopeOf(await findBy({ ...workload, credential_source: { file: plain } }))).toBe(STORAGE)
    const inJson = files.write('token.json', JSON.stringify({ id_token: google.subject }))
    const format = { type: 'json', subject_token_field_name: 'id_token' }
    const source = { file: inJson, format }
    expect(scopeOf(await findBy({ ...workload, credential_source: source }))).toBe(STORAGE)
    const wrong = files.write('token', SECRET)
    expect(await failure(findBy({ ...workload, credential_source: { file: wrong } }))).toMatchObject({
      code: 'store/credentials-failed',
    })
  })

  it('exchanges the identity of a job of GitHub Actions, and speaks for a service account', async () => {
    const { workload, impersonation } = google.files
    const credentialSource = {
      url: `${google.service.url}/github?audience=aud`,
      headers: { Authorization: 'Bearer job' },
      format: { type: 'json', subject_token_field_name: 'value' },
    }
    const job = { ...workload, credential_source: credentialSource }
    expect(scopeOf(await findBy(job))).toBe(STORAGE)
    const found = await findBy({ ...job, ...impersonation })
    expect([scopeOf(found), found.expiresMs]).toEqual([STORAGE, NOON + 3599_000])
    const { person } = google.files
    const nested = { type: 'impersonated_service_account', source_credentials: person, ...impersonation }
    expect(scopeOf(await findBy(nested))).toBe(STORAGE)
    expect(google.service.calls.map(({ path }) => path.replace(/.*:/, ':'))).toEqual([
      ...['/github', '/sts'],
      ...['/github', '/sts', ':generateAccessToken'],
      ...['/token', ':generateAccessToken'],
    ])
  })

  it('sends nothing to a token service over a line that anybody can read', async () => {
    for (const token_uri of ['http://oauth2.example.invalid/token', 'ftp://127.0.0.1', 'no address'])
      expect(await failure(findBy({ ...google.files.robot, token_uri }))).toMatchObject({
        message: expect.stringContaining('neither https'),
      })
  })

  it('says what is wrong with a file: its kind, its source, its fields, its text', async () => {
    const { workload } = google.files
    const aws = { ...workload, credential_source: { environment_id: 'aws1' } }
    expect(await failure(findBy(aws))).toMatchObject({ message: expect.stringContaining('neither a file') })
    expect(await failure(findBy({ type: 'gdch_service_account' }))).toMatchObject({
      message: expect.stringContaining('gdch_service_account'),
    })
    expect(await failure(findBy({ type: 'authorized_user' }))).toMatchObject({
      message: expect.stringContaining('"client_id"'),
    })
    using files = new TemporaryFolder()
    const broken = files.write('credentials.json', `{"private_key": "${SECRET}`)
    for (const file of [broken, '/nowhere'])
      expect(await failure(find({ GOOGLE_APPLICATION_CREDENTIALS: file }))).toMatchObject({
        code: 'store/credentials-failed',
        message: expect.stringContaining(file),
      })
  })

  it('takes what gcloud leaves in the home folder, after the file that is named', async () => {
    using home = new TemporaryFolder()
    const { person, robot } = google.files
    home.write('.config/gcloud/application_default_credentials.json', JSON.stringify(person))
    expect(scopeOf(await find({}, home.root))).toContain('cloud-platform')
    home.write('gcloud/application_default_credentials.json', JSON.stringify(robot))
    expect(scopeOf(await find({ CLOUDSDK_CONFIG: home.path('gcloud') }, home.root))).toBe(STORAGE)
  })

  it('asks the metadata server, and takes another machine for none', async () => {
    const base = '/computeMetadata/v1/instance/service-accounts/default'
    const { answer } = google.service
    const here = { NO_GCE_CHECK: '', GCE_METADATA_HOST: google.service.host }
    google.service.answer = ({ path, headers }) => {
      if (headers['metadata-flavor'] !== 'Google') return 403
      if (path === `${base}/email`) return 'robot@project.iam.gserviceaccount.com'
      return path === `${base}/token` ? { access_token: 'of the machine', expires_in: 60 } : 404
    }
    const found = await find(here)
    expect([found.token?.reveal(), found.expiresMs]).toEqual(['of the machine', NOON + 60_000])
    google.service.answer = () => '<html>another cloud</html>'
    const { message, ...rest } = await failure(find(here))
    google.service.answer = answer
    expect(rest).toMatchObject({ code: 'store/credentials-missing', kind: 'usage' })
    for (const place of ['GOOGLE_APPLICATION_CREDENTIALS', 'gcloud', 'metadata server'])
      expect(message).toContain(place)
  })

  it('tells an emulator no token, whatever there is', async () => {
    const file = { GOOGLE_APPLICATION_CREDENTIALS: '/nowhere' }
    expect((await find({ ...file, STORAGE_EMULATOR_HOST: '127.0.0.1:1' })).token).toBeUndefined()
  })
})
