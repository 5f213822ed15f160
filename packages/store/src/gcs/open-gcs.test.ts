import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StandInGcs } from '../testing/stand-in-gcs.ts'
import { StandInGoogleIdentity } from '../testing/stand-in-google-identity.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { openGcs } from './open-gcs.ts'
import { parseGcsAddress } from './parse-gcs-address.ts'

describe('parseGcsAddress()', () => {
  it.each([
    ['gs://my-bucket', 'my-bucket', ''],
    ['gs://my_bucket.example.com/a/b_c/', 'my_bucket.example.com', 'a/b_c'],
  ])('reads %s', (url, bucket, prefix) => {
    expect(parseGcsAddress(url)).toEqual({ bucket, prefix })
  })

  it.each([
    ...['gs://', 'gs:bucket', 'gs:///p', 'gs://B/p', 'gs://b', 'gs://token:pass@bucket', 'gs://bucket/a//b'],
    ...['gs://bucket/../b', 'gs://bucket/a b', 'gs://bucket/a%20b', 'gs://bucket/p#x'],
    // Whoever is asked gets a token: the address does not say who that is.
    'gs://bucket/p?endpoint=https://evil.example&token=pass',
  ])('refuses %s, and repeats no credentials that stand in it', (url) => {
    expect(() => parseGcsAddress(url)).toThrow(
      expect.objectContaining({ code: 'store/url-invalid', message: expect.not.stringContaining('pass') }),
    )
  })
})

describe('openGcs()', () => {
  let gcs: StandInGcs
  let google: StandInGoogleIdentity
  beforeAll(async () => {
    gcs = await StandInGcs.start()
    google = await StandInGoogleIdentity.start()
  })
  afterAll(() => Promise.all([gcs.stop(), google.service.stop()]))

  it('shows a token to the endpoint that the environment names, and none to an emulator', async () => {
    using folder = new TemporaryFolder()
    const file = folder.write('credentials.json', JSON.stringify(google.files.person))
    const env = {
      GOOGLE_APPLICATION_CREDENTIALS: file,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: gcs.endpoint,
    }
    const seen: string[] = []
    gcs.fault = ({ identity }) => {
      seen.push(identity)
      return undefined
    }
    expect(await openGcs('gs://bucket/p', env).putIfAbsent('x/y', Buffer.from('x'))).toBe('created')
    expect(gcs.objects.has('p/x/y')).toBe(true)
    expect([new Set(seen).size, google.issued.has(seen[0] ?? '')]).toEqual([1, true])
    seen.length = 0
    const emulator = { ...env, STORAGE_EMULATOR_HOST: gcs.endpoint.replace('http://', '') }
    expect(await openGcs('gs://bucket/p', emulator).size('x/y')).toBe(1)
    expect(seen).toEqual([''])
  })

  it('refuses an endpoint that is no address, or would show a token to everybody on the way', () => {
    const named = (endpoint: string) => ({ CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: endpoint })
    for (const env of [
      { STORAGE_EMULATOR_HOST: 'http://' },
      named('here'),
      named('http://gcs.example.invalid'),
    ])
      expect(() => openGcs('gs://bucket/p', env)).toThrow(
        expect.objectContaining({ code: 'store/url-invalid' }),
      )
    expect(openGcs('gs://bucket/p', named('https://gcs.example.invalid')).url).toBe('gs://bucket/p')
    const emulator = { STORAGE_EMULATOR_HOST: 'emulator.example.invalid:4443' }
    expect(openGcs('gs://bucket/p', emulator).url).toBe('gs://bucket/p')
  })
})
