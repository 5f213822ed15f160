import { Secret } from '@slipway/core'
import { fromDockerConfig } from './docker-config.ts'
import { credentialsFailed, type RegistryCredentials, type Surroundings } from './registry-credentials.ts'

/** Where findCredentials() looks, in words. */
export function credentialPlaces(host: string): string {
  const token = host === 'ghcr.io' || host.startsWith('containers.') ? '; GITHUB_TOKEN, GH_TOKEN' : ''
  return `SLIPWAY_REGISTRY_USER and SLIPWAY_REGISTRY_PASSWORD with SLIPWAY_REGISTRY "${host}"; Docker’s config.json${token}`
}

/**
 * The credentials for one host, from the first place that has some; undefined where none has, as for what is public.
 * A secret goes only to the host that it was given for: an address in a repository may name any.
 * @throws store/credentials-failed where a place should have some, and does not give them
 */
export async function findCredentials(
  host: string,
  surroundings: Surroundings,
): Promise<RegistryCredentials | undefined> {
  return (
    fromEnvironment(host, surroundings.env) ??
    (await fromDockerConfig(host, surroundings)) ??
    fromJob(host, surroundings.env)
  )
}

function fromEnvironment(host: string, env: Surroundings['env']): RegistryCredentials | undefined {
  const { SLIPWAY_REGISTRY: meant, SLIPWAY_REGISTRY_USER: user, SLIPWAY_REGISTRY_PASSWORD: password } = env
  if (!user && !password) return undefined
  const source = 'the environment (SLIPWAY_REGISTRY_USER, SLIPWAY_REGISTRY_PASSWORD)'
  if (!meant)
    throw credentialsFailed(source, 'nothing says which registry they are for', {
      hint: `Set SLIPWAY_REGISTRY to its host, such as "${host}": they are shown to no other`,
    })
  if (meant !== host) return undefined
  if (!user || !password)
    throw credentialsFailed(source, `SLIPWAY_REGISTRY_${user ? 'PASSWORD' : 'USER'} is not set`)
  return { user, password: new Secret(password), kind: 'password', source }
}

function fromJob(host: string, env: Surroundings['env']): RegistryCredentials | undefined {
  const name = env.GITHUB_TOKEN ? 'GITHUB_TOKEN' : 'GH_TOKEN'
  const token = env[name]
  if (!token || host !== tokenHost(env)) return undefined
  // GitHub's registry looks at the token alone; a user it wants to have.
  return { user: env.GITHUB_ACTOR || 'x', password: new Secret(token), kind: 'password', source: name }
}

/** The registry that takes the token of a job: GitHub's, or that of the company's own GitHub. */
function tokenHost(env: Surroundings['env']): string {
  const server = env.GITHUB_SERVER_URL || 'https://github.com'
  const host = URL.canParse(server) ? new URL(server).host : ''
  return host === 'github.com' ? 'ghcr.io' : `containers.${host}`
}
