import { readFileSync } from 'node:fs'
import { openAgent } from '../../http/http-exchange.ts'
import { parseXml, textAt } from '../parse-xml.ts'
import {
  type CredentialSource,
  type Credentials,
  checkCredentials,
  credentialsFailed,
  type Surroundings,
} from './credentials.ts'
import { requestText } from './request-text.ts'

const TIMEOUT_MS = 10_000
const ATTEMPTS = 4

export interface RoleToAssume {
  readonly roleArn: string
  readonly tokenFile: string
  readonly sessionName: string | undefined
  readonly region: string
}

/** AWS_ROLE_ARN with AWS_WEB_IDENTITY_TOKEN_FILE: a pod with a service account, a job with a token of its own. */
export function fromWebIdentity(surroundings: Surroundings, region: string): CredentialSource {
  const {
    AWS_ROLE_ARN: roleArn,
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ROLE_SESSION_NAME: sessionName,
  } = surroundings.env
  const place = 'a web identity (AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE)'
  return {
    place,
    find: async () =>
      roleArn && tokenFile
        ? assumeRole({ roleArn, tokenFile, sessionName, region }, surroundings, place)
        : undefined,
  }
}

/**
 * Exchanges the token of a file for credentials; the file is read each time, because its token is short-lived.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function assumeRole(
  role: RoleToAssume,
  { env }: Surroundings,
  source: string,
): Promise<Credentials> {
  let token: string
  try {
    token = readFileSync(role.tokenFile, 'utf8').trim()
  } catch (cause) {
    throw credentialsFailed(source, `the token file "${role.tokenFile}" cannot be read`, { cause })
  }
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName || 'slipway',
    WebIdentityToken: token,
  })
  const url =
    env.AWS_ENDPOINT_URL_STS ||
    env.AWS_ENDPOINT_URL ||
    `https://sts.${role.region}.${awsDomain(role.region)}/`
  if (!URL.canParse(url)) throw credentialsFailed(source, 'AWS_ENDPOINT_URL_STS is no address')
  const text = await requestText(
    {
      url,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
      timeoutMs: TIMEOUT_MS,
      attempts: ATTEMPTS,
      agent: openAgent(new URL(url).protocol, env),
    },
    source,
  )
  const path = ['AssumeRoleWithWebIdentityResult', 'Credentials']
  try {
    const reply = parseXml(text)
    return checkCredentials(
      {
        accessKeyId: textAt(reply, ...path, 'AccessKeyId'),
        secretAccessKey: textAt(reply, ...path, 'SecretAccessKey'),
        sessionToken: textAt(reply, ...path, 'SessionToken'),
        expiration: textAt(reply, ...path, 'Expiration'),
      },
      source,
    )
  } catch {
    throw credentialsFailed(source, 'the token service answered with something else than credentials')
  }
}

/** The domain of a region's services; China has its own. */
export function awsDomain(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
}
