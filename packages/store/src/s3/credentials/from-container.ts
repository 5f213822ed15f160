import { readFileSync } from 'node:fs'
import {
  type CredentialSource,
  credentialsFailed,
  parseCredentialsJson,
  type Surroundings,
} from './credentials.ts'
import { requestText } from './request-text.ts'

const ECS = 'http://169.254.170.2'
/** Hosts that answer without TLS: those of ECS and EKS, which never leave the machine, and the machine itself. */
const LOCAL = ['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', '127.0.0.1', '[::1]', 'localhost']
const TIMEOUT_MS = 5_000
const ATTEMPTS = 4

/** The credentials of a task on ECS, or of a pod on EKS. */
export function fromContainer({ env }: Surroundings): CredentialSource {
  const place = 'the container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, …_FULL_URI)'
  return {
    place,
    find: async () => {
      const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
      const address = relative ? ECS + relative : env.AWS_CONTAINER_CREDENTIALS_FULL_URI
      if (!address) return undefined
      const url = URL.canParse(address) ? new URL(address) : undefined
      if (
        url === undefined ||
        (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOCAL.includes(url.hostname)))
      ) {
        throw credentialsFailed(place, `"${address}" is neither https nor on this machine`)
      }
      const token = readToken(env, place)
      const text = await requestText(
        {
          url: url.href,
          headers: token === undefined ? {} : { authorization: token },
          timeoutMs: TIMEOUT_MS,
          attempts: ATTEMPTS,
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
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw credentialsFailed(place, `the token file "${file}" cannot be read`, { cause })
  }
}
