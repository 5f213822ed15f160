import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAgent } from '../http/http-exchange.ts'
import { openStandInS3 } from '../testing/stand-in-backend.ts'
import { StandInS3 } from '../testing/stand-in-s3.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { openS3 } from './open-s3.ts'

let s3: StandInS3
beforeAll(async () => {
  s3 = await StandInS3.start()
})
afterAll(() => s3.stop())

const KEYS = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'secret', HOME: '/nowhere' }
const NOBODY = 'http://nobody.example.invalid'

/** The region by which a request was signed that reached the stand-in. */
async function regionOf(url: string, env: Record<string, string>): Promise<string> {
  let found = ''
  s3.fault = ({ headers }) => {
    found = /Credential=[^/]*\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? ''
    return undefined
  }
  await openS3(url, { ...KEYS, ...env }).size('x/y')
  return found
}

describe('openS3()', () => {
  it('takes region and endpoint from the address, then the environment, then the profile', async () => {
    using folder = new TemporaryFolder()
    folder.write('.aws/config', `[default]\nregion = of-profile\nendpoint_url = ${s3.endpoint}\n`)
    const home = { HOME: folder.root }
    const env = { AWS_REGION: 'of-env', AWS_DEFAULT_REGION: 'default', AWS_ENDPOINT_URL_S3: s3.endpoint }
    const address = `s3://bucket/p?region=of-address&endpoint=${s3.endpoint}`
    expect(await regionOf(address, { ...env, AWS_ENDPOINT_URL_S3: NOBODY })).toBe('of-address')
    expect(await regionOf('s3://bucket/p', { ...home, ...env, AWS_ENDPOINT_URL: NOBODY })).toBe('of-env')
    expect(
      await regionOf('s3://bucket/p', { AWS_DEFAULT_REGION: 'default', AWS_ENDPOINT_URL: s3.endpoint }),
    ).toBe('default')
    expect(await regionOf('s3://bucket/p', home)).toBe('of-profile')
    expect(await regionOf('s3://bucket/p', { AWS_ENDPOINT_URL: s3.endpoint })).toBe('us-east-1')
  })

  it('refuses an endpoint of the environment that is no address', () => {
    for (const endpoint of ['localhost:9000', 'https://key:secret@host', 'not an address']) {
      expect(() => openS3('s3://bucket/p', { ...KEYS, AWS_ENDPOINT_URL_S3: endpoint })).toThrow(
        expect.objectContaining({
          code: 'store/url-invalid',
          message: expect.not.stringContaining('secret'),
        }),
      )
    }
  })
})

it('S3Service asks Amazon at the host of the bucket and its region, where a certificate allows', async () => {
  const asked: string[] = []
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.destroy()
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const agent = openAgent('https:', {
    HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  })
  for (const [bucket, region] of [
    ['flights', 'eu-west-3'],
    ['my.flights', 'us-east-1'],
    ['flights', 'cn-north-1'],
  ] as const) {
    const retries = { attempts: 1, baseMs: 0, capMs: 0, totalMs: 0 }
    const place = { endpoint: undefined, bucket, region }
    const { backend } = openStandInS3(s3, { settings: { agent, retries } }, place)
    await expect(backend.size('x')).rejects.toMatchObject({ code: 'store/read-failed' })
  }
  expect(asked).toEqual([
    'flights.s3.eu-west-3.amazonaws.com:443',
    's3.us-east-1.amazonaws.com:443',
    'flights.s3.cn-north-1.amazonaws.com.cn:443',
  ])
  proxy.close()
})
