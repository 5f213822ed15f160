import { homedir } from 'node:os'
import { storeError } from '../error.ts'
import type { Surroundings } from '../http/credentials.ts'
import { HttpBackend } from '../http/http-backend.ts'
import { openAgent } from '../http/http-exchange.ts'
import { RETRIES, realTiming } from '../http/retry.ts'
import type { AwsCredentials } from './credentials/aws-credentials.ts'
import { readProfile } from './credentials/shared-config.ts'
import { usualAwsCredentials } from './credentials/usual-credentials.ts'
import { parseEndpoint, parseS3Address } from './parse-s3-address.ts'
import { S3Service } from './s3-service.ts'

const ANY_REGION = 'us-east-1'

/**
 * Opens `s3://bucket/prefix` without asking the server anything. What the address says goes before the environment
 * (AWS_REGION, AWS_ENDPOINT_URL_S3, …), and that before the shared profile.
 * @throws store/url-invalid, store/credentials-failed when a shared profile cannot be read
 */
export function openS3(url: string, env: Surroundings['env']): HttpBackend<AwsCredentials> {
  const address = parseS3Address(url)
  const surroundings = { env, home: env.HOME || homedir(), now: realTiming.now }
  const profile = readProfile(surroundings)
  const region = address.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || profile?.region || ANY_REGION)
  const named = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || profile?.endpoint_url
  const refuse = (found: string) =>
    storeError('store/url-invalid', `Cannot use store "${url}": ${found}; expected "https://host"`, {
      hint: 'Check AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL and endpoint_url in ~/.aws/config',
    })
  const endpoint = address.endpoint ?? (named === undefined ? undefined : parseEndpoint(named, refuse))
  const service = new S3Service({ url, bucket: address.bucket, prefix: address.prefix, region, endpoint })
  return new HttpBackend(service, {
    agent: openAgent(endpoint?.protocol ?? 'https:', env),
    credentials: usualAwsCredentials(surroundings, region),
    timing: realTiming,
    retries: RETRIES,
  })
}
