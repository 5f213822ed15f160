import { homedir } from 'node:os'
import { storeError } from '../error.ts'
import type { Surroundings } from '../http/credentials.ts'
import { HttpBackend } from '../http/http-backend.ts'
import { openAgent } from '../http/http-exchange.ts'
import { RETRIES, realTiming } from '../http/retry.ts'
import { isPrivate } from '../http/service-address.ts'
import type { AzureCredentials } from './azure-credentials.ts'
import { AzureService } from './azure-service.ts'
import { parseConnectionString } from './credentials/connection-string.ts'
import { usualAzureCredentials } from './credentials/usual-credentials.ts'
import { parseAzureAddress } from './parse-azure-address.ts'

/**
 * Opens `az://account/container/prefix` without asking the server anything. The server is that of the account in Azure's
 * public cloud; the environment may name another (AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_SERVICE_ENDPOINT).
 * @throws store/url-invalid, store/credentials-failed when the connection string belongs to another account
 */
export function openAzure(url: string, env: Surroundings['env']): HttpBackend<AzureCredentials> {
  const address = parseAzureAddress(url)
  const { account } = address
  const connection = parseConnectionString(env.AZURE_STORAGE_CONNECTION_STRING, account)
  const named =
    connection?.endpoint ?? (env.AZURE_STORAGE_SERVICE_ENDPOINT || `https://${account}.blob.core.windows.net`)
  const endpoint = URL.canParse(named) ? new URL(named) : undefined
  // A request that is signed with the account's key shows no secret.
  const isSigned = Boolean(connection ? connection.key : env.AZURE_STORAGE_KEY)
  if (!endpoint || !(isSigned || isPrivate(endpoint))) {
    throw storeError(
      'store/url-invalid',
      `Cannot use store "${url}": its endpoint is no address for a token; expected "https://host"`,
      { hint: 'Check AZURE_STORAGE_CONNECTION_STRING and AZURE_STORAGE_SERVICE_ENDPOINT' },
    )
  }
  const surroundings = { env, home: env.HOME || homedir(), now: realTiming.now }
  return new HttpBackend(new AzureService(url, address, endpoint), {
    agent: openAgent(endpoint.protocol, env),
    credentials: usualAzureCredentials(surroundings, account),
    timing: realTiming,
    retries: RETRIES,
  })
}
