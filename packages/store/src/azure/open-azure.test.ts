import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { StandInAzure } from '../testing/stand-in-azure.ts'
import { openAzure } from './open-azure.ts'
import { parseAzureAddress } from './parse-azure-address.ts'
import { signSharedKey } from './sign-shared-key.ts'

describe('parseAzureAddress()', () => {
  it.each([
    ['az://myaccount/data', 'myaccount', 'data', ''],
    ['az://acc/my-data/a/b_c/', 'acc', 'my-data', 'a/b_c'],
  ])('reads %s', (url, account, container, prefix) => {
    expect(parseAzureAddress(url)).toEqual({ account, container, prefix })
  })

  it.each([
    ...['az://', 'az:acc/data', 'az://acc', 'az://acc/', 'az:///data', 'az://Acc/data', 'az://my-acc/data'],
    ...['az://acc/Data', 'az://acc/my--data', 'az://acc/d', 'az://acc.blob.core.windows.net/data'],
    ...['az://key:pass@acc/data', 'az://acc/data/a//b', 'az://acc/data/../b', 'az://acc/data/a b'],
    ...['az://acc/data?sv=1&sig=pass', 'az://acc/data#x'],
  ])('refuses %s, and repeats no credentials that stand in it', (url) => {
    expect(() => parseAzureAddress(url)).toThrow(
      expect.objectContaining({ code: 'store/url-invalid', message: expect.not.stringContaining('pass') }),
    )
  })
})

describe('openAzure()', () => {
  let azure: StandInAzure
  beforeAll(async () => {
    azure = await StandInAzure.start()
  })
  afterAll(() => azure.stop())

  it('takes the endpoint and the credentials of the environment: a key, or a signature in each address', async () => {
    const seen: string[] = []
    azure.fault = ({ identity, url }) => {
      seen.push(`${identity} ${url.searchParams.get('sig')}`)
      return undefined
    }
    const byKey = { AZURE_STORAGE_SERVICE_ENDPOINT: azure.endpoint, AZURE_STORAGE_KEY: 'a2V5' }
    expect(await openAzure('az://account/bucket/p', byKey).size('x/y')).toBeUndefined()
    const byString = {
      AZURE_STORAGE_CONNECTION_STRING: `BlobEndpoint=${azure.endpoint}/;SharedAccessSignature=sv=1&sig=a%2Bb`,
    }
    const list = openAzure('az://account/bucket/p', byString).list('x/')
    expect(await list[Symbol.asyncIterator]().next()).toMatchObject({ done: true })
    expect(seen).toEqual(['account null', ' a+b'])
  })

  it('refuses an endpoint that is no address, or would show a token to everybody on the way', () => {
    const open = (endpoint: string, env = {}) =>
      openAzure('az://account/bucket', { AZURE_STORAGE_SERVICE_ENDPOINT: endpoint, ...env }).url
    for (const endpoint of ['here', 'http://azure.example.invalid'])
      expect(() => open(endpoint)).toThrow(expect.objectContaining({ code: 'store/url-invalid' }))
    expect(open('https://azure.example.invalid')).toBe('az://account/bucket')
    expect(open('http://azure.example.invalid', { AZURE_STORAGE_KEY: 'a2V5' })).toBe('az://account/bucket')
  })
})

it('signSharedKey() signs as the documentation of the service shows', () => {
  const url = new URL(
    'https://myaccount.blob.core.windows.net/mycontainer?restype=container&comp=metadata&timeout=20',
  )
  const headers = { 'x-ms-version': '2015-02-21', 'x-ms-date': 'Fri, 26 Jun 2015 23:39:12 GMT' }
  const key = Buffer.from('a key').toString('base64')
  // HMAC-SHA256 of the string that the page "Authorize with Shared Key" gives for this request, by openssl.
  expect(signSharedKey({ method: 'GET', url, headers }, 'myaccount', key)).toBe(
    'SharedKey myaccount:CDykPbYy5V0rGuzHTYgdBGR42WdBQlzq/CpPwgf5dTU=',
  )
})
