import { createHash, createHmac } from 'node:crypto'
import type { ServiceRequest } from '../http/object-service.ts'
import type { AwsCredentials } from './credentials/aws-credentials.ts'

/**
 * The headers of a request to S3 with its signature; the digest of the body is among them already.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signAwsV4(
  { method, url, headers }: ServiceRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  region: string,
  nowMs: number,
): Readonly<Record<string, string>> {
  const time = new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const date = time.slice(0, 8)
  const sent: Record<string, string> = {
    ...headers,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken.reveal() }),
  }
  const signed: Record<string, string> = { ...sent, host: url.host }
  const names = Object.keys(signed).sort()
  const query = [...url.searchParams].map((pair) => pair.map(encode).join('=')).sort()
  const canonical = [
    method,
    url.pathname
      .split('/')
      .map((name) => encode(decodeURIComponent(name)))
      .join('/'),
    query.join('&'),
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n')
  const scope = `${date}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  )
  const key = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (before, part) => hmac(before, part).digest(),
    `AWS4${secretAccessKey.reveal()}`,
  )
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${hmac(key, toSign).digest('hex')}`
  return { ...sent, authorization }
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text)

/** As RFC 3986 has it: encodeURIComponent() leaves some characters that S3 encodes. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
