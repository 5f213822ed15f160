import { readTokenFile, type Surroundings } from '../../http/credentials.ts'
import { requestText } from '../../http/request-text.ts'
import { parseServiceAddress } from '../../http/service-address.ts'
import { type AwsSource, parseCredentialsJson } from './aws-credentials.ts'

const ECS = 'http://169.254.170.2'
const TIMEOUT_MS = 5_000

/** The credentials of a task on ECS, or of a pod on EKS. */
export function fromContainer({ env }: Surroundings): AwsSource {
  const place = 'the container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, …_FULL_URI)'
  return {
    place,
    find: async () => {
      const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
      const address = relative ? ECS + relative : env.AWS_CONTAINER_CREDENTIALS_FULL_URI
      if (!address) return undefined
      const url = parseServiceAddress(address, place)
      const token = readToken(env, place)
      const text = await requestText(
        {
          url: url.href,
          headers: token === undefined ? {} : { authorization: token },
          timeoutMs: TIMEOUT_MS,
        },
        place,
      )
      return parseCredentialsJson(text, place, 'Token')
    },
  }
}

function readToken(env: Surroundings['env'], place: string): string | undefined {
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
  if (!file) return env.AWS_CONTAINER_AUTHORIZATION_TOKEN || undefined
  return readTokenFile(file, place)
}
