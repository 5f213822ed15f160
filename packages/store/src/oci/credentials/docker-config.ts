import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '@slipway/core'
import { hasCode } from '../../io-failure.ts'
import { fromProgram } from './credential-program.ts'
import { credentialsFailed, type RegistryCredentials, type Surroundings } from './registry-credentials.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * What `docker login` (or `crane`, `oras`, `skopeo` on the same file) left for a host: in the file, or with a program.
 * https://docs.docker.com/reference/cli/docker/login/#credential-stores
 * @throws store/credentials-failed
 */
export async function fromDockerConfig(
  host: string,
  { env, home }: Surroundings,
): Promise<RegistryCredentials | undefined> {
  const file = join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json')
  const config = readConfig(file)
  const keys = keysOf(host)
  const helpers = fieldsOf(config.credHelpers)
  const program = keys.map((key) => helpers[key]).find(isText) ?? config.credsStore
  // Hub's credentials are filed under an address of old.
  if (isText(program)) return fromProgram(program, keys[0] ?? host, env)
  const auths = fieldsOf(config.auths)
  const key = keys.find((each) => Object.hasOwn(auths, each))
  return key === undefined ? undefined : parseEntry(fieldsOf(auths[key]), `"${file}"`)
}

function readConfig(file: string): Fields {
  try {
    return fieldsOf(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return {}
    // What JSON.parse() says quotes the file.
    throw credentialsFailed(`"${file}"`, hasCode(cause) ? 'it cannot be read' : 'it is no JSON')
  }
}

function keysOf(host: string): readonly string[] {
  return host === 'docker.io'
    ? ['https://index.docker.io/v1/', host]
    : [host, `https://${host}`, `https://${host}/`, `https://${host}/v2/`, `https://${host}/v1/`]
}

function parseEntry(entry: Fields, source: string): RegistryCredentials | undefined {
  const [, named, given] = /^([^:]*):(.*)$/s.exec(decode(entry.auth)) ?? []
  const user = isText(entry.username) ? entry.username : (named ?? '')
  if (isText(entry.identitytoken))
    return { user, password: new Secret(entry.identitytoken), kind: 'identity', source }
  // Docker ends the password with zero bytes where it was padded.
  const password = isText(entry.password) ? entry.password : (given ?? '').replace(/\0+$/, '')
  if (user === '' && password === '' && !isText(entry.auth)) return undefined
  if (user === '' || password === '')
    throw credentialsFailed(source, 'it holds half of a user and a password')
  return { user, password: new Secret(password), kind: 'password', source }
}

const decode = (auth: unknown) => (isText(auth) ? Buffer.from(auth, 'base64').toString('utf8') : '')
const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
