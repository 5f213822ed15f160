import { Secret } from '@slipway/core'
import type { CredentialSource, Surroundings } from '../../http/credentials.ts'
import type { AccountKey, SharedAccess } from '../azure-credentials.ts'
import { parseConnectionString } from './connection-string.ts'

/** A connection string, a key of the account or a shared access signature, in the variables of the Azure CLI. */
export function fromEnvironment(
  { env }: Surroundings,
  account: string,
): CredentialSource<AccountKey | SharedAccess> {
  return {
    place: 'AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN',
    find: async () => {
      const connection = parseConnectionString(env.AZURE_STORAGE_CONNECTION_STRING, account)
      const stays = { expiresMs: undefined, source: 'AZURE_STORAGE_CONNECTION_STRING' }
      if (connection?.key) return { key: connection.key, ...stays }
      if (connection?.sharedAccess) return sharedAccess(connection.sharedAccess.reveal(), stays.source)
      if (env.AZURE_STORAGE_KEY)
        return { ...stays, key: new Secret(env.AZURE_STORAGE_KEY), source: 'AZURE_STORAGE_KEY' }
      return env.AZURE_STORAGE_SAS_TOKEN
        ? sharedAccess(env.AZURE_STORAGE_SAS_TOKEN, 'AZURE_STORAGE_SAS_TOKEN')
        : undefined
    },
  }
}

/** When it expires stands in it, but nobody here could get another one: the server says so when it has. */
function sharedAccess(text: string, source: string): SharedAccess {
  return { parameters: new Secret(text.replace(/^\?/, '')), expiresMs: undefined, source }
}
