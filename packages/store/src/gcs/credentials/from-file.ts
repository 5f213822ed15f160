import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AccessToken } from '../../http/access-token.ts'
import {
  type CredentialSource,
  credentialsFailed,
  parseJsonObject,
  type Surroundings,
} from '../../http/credentials.ts'
import { hasCode } from '../../io-failure.ts'
import { tokenOfConfiguration } from './token-of-configuration.ts'

/** The file that GOOGLE_APPLICATION_CREDENTIALS names, or the one that `gcloud auth application-default login` leaves. */
export function fromFile(surroundings: Surroundings): CredentialSource<AccessToken> {
  const { env, home } = surroundings
  const named = env.GOOGLE_APPLICATION_CREDENTIALS
  const folder = env.CLOUDSDK_CONFIG || join(home, '.config', 'gcloud')
  const file = named || join(folder, 'application_default_credentials.json')
  return {
    place: 'GOOGLE_APPLICATION_CREDENTIALS and the application default credentials of gcloud',
    find: async () => {
      const source = `"${file}"`
      let text: string
      try {
        text = readFileSync(file, 'utf8')
      } catch (cause) {
        if (!named && hasCode(cause, 'ENOENT', 'ENOTDIR')) return undefined
        throw credentialsFailed(source, 'it cannot be read', { cause })
      }
      return tokenOfConfiguration(parseJsonObject(text, source), surroundings, source)
    },
  }
}
