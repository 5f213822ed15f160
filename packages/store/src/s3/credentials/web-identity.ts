import { credentialsFailed, readTokenFile, type Surroundings } from '../../http/credentials.ts'
import { openAgent } from '../../http/http-exchange.ts'
import { parseXml, textAt } from '../../http/parse-xml.ts'
import { requestText } from '../../http/request-text.ts'
import { type AwsCredentials, type AwsSource, checkCredentials } from './aws-credentials.ts'

export interface RoleToAssume {
  readonly roleArn: string
  readonly tokenFile: string
  readonly sessionName: string | undefined
  readonly region: string
}

/** AWS_ROLE_ARN with AWS_WEB_IDENTITY_TOKEN_FILE: a pod with a service account, a job with a token of its own. */
export function fromWebIdentity(surroundings: Surroundings, region: string): AwsSource {
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
): Promise<AwsCredentials> {
  const url =
    env.AWS_ENDPOINT_URL_STS ||
    env.AWS_ENDPOINT_URL ||
    `https://sts.${role.region}.${awsDomain(role.region)}/`
  if (!URL.canParse(url)) throw credentialsFailed(source, 'AWS_ENDPOINT_URL_STS is no address')
  const text = await requestText(
    {
      url,
      form: {
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName || 'slipway',
        WebIdentityToken: readTokenFile(role.tokenFile, source),
      },
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
