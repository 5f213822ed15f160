import { Secret } from '@slipway/core'
import { expect, it } from 'vitest'
import type { AwsCredentials } from './credentials/aws-credentials.ts'
import { signAwsV4 } from './sign-aws-v4.ts'

// The examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const CREDENTIALS: AwsCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
  sessionToken: undefined,
  expiresMs: undefined,
  source: 'the example',
}
const NOW = Date.UTC(2013, 4, 24)
const EMPTY = { 'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }

const sign = (path: string, headers: Record<string, string> = {}, credentials = CREDENTIALS) => {
  const url = new URL(`https://examplebucket.s3.amazonaws.com${path}`)
  return signAwsV4({ method: 'GET', url, headers: { ...headers, ...EMPTY } }, credentials, 'us-east-1', NOW)
}
const signatureOf = (headers: Readonly<Record<string, string>>) =>
  /Signature=(\w+)$/.exec(headers.authorization ?? '')?.[1]

it('signAwsV4() signs as the examples of Amazon show: an object with a range, a list', () => {
  expect(signatureOf(sign('/test.txt', { range: 'bytes=0-9' }))).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )
  expect(signatureOf(sign('/?max-keys=2&prefix=J'))).toBe(
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  )
})

it('signAwsV4() sends the token of a session, and signs it too', () => {
  const found = sign('/', {}, { ...CREDENTIALS, sessionToken: new Secret('token') })
  expect(found['x-amz-security-token']).toBe('token')
  expect(found.authorization).toContain(
    'SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,',
  )
})
