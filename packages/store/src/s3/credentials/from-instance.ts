import { SlipwayError } from '@slipway/core'
import type { Surroundings } from '../../http/credentials.ts'
import { requestText, type TextRequest } from '../../http/request-text.ts'
import { type AwsSource, parseCredentialsJson } from './aws-credentials.ts'

const ADDRESS = 'http://169.254.169.254'
const ROLES = 'latest/meta-data/iam/security-credentials/'
/** On any other machine nobody answers, and that must not take long. */
const KNOCK_MS = 1_000
const TIMEOUT_MS = 5_000
const ATTEMPTS = 3

/**
 * The role of an EC2 instance, by version 2 of its metadata service.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
export function fromInstance({ env }: Surroundings): AwsSource {
  const place = 'the EC2 instance (its metadata service)'
  return {
    place,
    find: async () => {
      if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') return undefined
      const base = (env.AWS_EC2_METADATA_SERVICE_ENDPOINT || ADDRESS).replace(/\/*$/, '/')
      const ttl = { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' }
      const token = await tryAsk({ url: `${base}latest/api/token`, method: 'PUT', headers: ttl }, place)
      if (token === undefined) return undefined
      const headers = { 'x-aws-ec2-metadata-token': token }
      const role = (await tryAsk({ url: base + ROLES, headers }, place))?.split('\n')[0]?.trim()
      if (!role) return undefined
      const url = base + ROLES + encodeURIComponent(role)
      const text = await requestText({ url, headers, timeoutMs: TIMEOUT_MS, attempts: ATTEMPTS }, place)
      return parseCredentialsJson(text, place, 'Token')
    },
  }
}

/** Undefined on any machine that is no instance with a role: nobody answers, or the service of another cloud. */
async function tryAsk(
  request: Pick<TextRequest, 'url' | 'method' | 'headers'>,
  place: string,
): Promise<string | undefined> {
  try {
    return await requestText({ ...request, timeoutMs: KNOCK_MS, attempts: 1 }, place)
  } catch (error) {
    if (error instanceof SlipwayError) return undefined
    throw error
  }
}
