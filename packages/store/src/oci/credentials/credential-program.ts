import { execFile } from 'node:child_process'
import { Secret } from '@slipway/core'
import { credentialsFailed, type RegistryCredentials, type Surroundings } from './registry-credentials.ts'

const PROGRAM_MS = 60_000
/** The user under which a program gives an identity token instead of a password. */
const IDENTITY_USER = '<token>'

/**
 * Asks `docker-credential-<name>` for a host's credentials.
 * https://github.com/docker/docker-credential-helpers
 * @throws store/credentials-failed, without what the program printed
 */
export async function fromProgram(
  name: string,
  host: string,
  env: Surroundings['env'],
): Promise<RegistryCredentials | undefined> {
  const source = `docker-credential-${name}`
  if (!/^[\w.-]+$/.test(name)) throw credentialsFailed('Docker’s config.json', 'it names no program')
  const { text, failed } = await ask(source, host, env)
  if (failed !== undefined) {
    if (/credentials not found|no credentials/i.test(text)) return undefined
    throw credentialsFailed(source, `it ended with ${failed}`, {
      hint: `Run \`echo ${host} | ${source} get\` by hand to see why`,
    })
  }
  const { Username: user, Secret: password } = parse(text, source)
  if (typeof user !== 'string' || typeof password !== 'string' || password === '')
    throw credentialsFailed(source, 'it names no user and no secret')
  return {
    user: user === IDENTITY_USER ? '' : user,
    password: new Secret(password),
    kind: user === IDENTITY_USER ? 'identity' : 'password',
    source,
  }
}

function ask(
  program: string,
  host: string,
  env: Surroundings['env'],
): Promise<{ text: string; failed: string | undefined }> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, timeout: PROGRAM_MS }
    const child = execFile(program, ['get'], options, (error, text) =>
      resolve({ text, failed: error ? String(error.code ?? error.signal) : undefined }),
    )
    // A program that is not there, or does not read, ends by itself.
    child.stdin?.on('error', () => {})
    child.stdin?.end(host)
  })
}

function parse(text: string, source: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    // The cause would quote the text, which may hold a secret.
    throw credentialsFailed(source, 'it answered with something else than JSON')
  }
}
