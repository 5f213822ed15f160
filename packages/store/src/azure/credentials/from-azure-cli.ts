import { execFile } from 'node:child_process'
import { type AccessToken, parseAccessToken } from '../../http/access-token.ts'
import { type CredentialSource, credentialsFailed, type Surroundings } from '../../http/credentials.ts'
import { hasCode } from '../../io-failure.ts'

const PROCESS_MS = 60_000
const ASK = ['account', 'get-access-token', '--resource', 'https://storage.azure.com/', '--output', 'json']
const SOURCE = '`az account get-access-token`'

/** The login of the Azure CLI, as a person or `azure/login` has left it. */
export function fromAzureCli({ env, now }: Surroundings): CredentialSource<AccessToken> {
  return {
    place: SOURCE,
    find: async () => {
      const text = await run(env)
      return text === undefined ? undefined : parseAccessToken(text, SOURCE, now())
    },
  }
}

/** What it prints; undefined where there is no such program, or nobody is signed in. */
function run(env: Surroundings['env']): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    execFile('az', ASK, { env: { ...env }, timeout: PROCESS_MS }, (error, stdout, stderr) => {
      if (!error) resolve(stdout)
      else if (hasCode(error, 'ENOENT') || /az login/.test(stderr)) resolve(undefined)
      // What it printed may hold a secret, and the cause repeats it.
      else
        reject(
          credentialsFailed(SOURCE, `it ended with ${error.code ?? error.signal}`, {
            hint: 'Run it by hand to see why',
          }),
        )
    })
  })
}
