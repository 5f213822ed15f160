import { SlipwayError } from '@slipway/core'
import { type AccessToken, parseAccessToken } from '../../http/access-token.ts'
import type { CredentialSource, Surroundings } from '../../http/credentials.ts'
import { requestText } from '../../http/request-text.ts'
import { parseServiceAddress } from '../../http/service-address.ts'

const MACHINE = 'http://169.254.169.254'
const RESOURCE = 'https://storage.azure.com/'
/** On any other machine nobody answers, and that must not take long. */
const KNOCK_MS = 1_000

/**
 * The identity that Azure gives to a function or a container (IDENTITY_ENDPOINT), or to a virtual machine.
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export function fromManagedIdentity({ env, now }: Surroundings): CredentialSource<AccessToken> {
  const place = 'the managed identity of this machine (its metadata service, IDENTITY_ENDPOINT)'
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header, AZURE_CLIENT_ID: client } = env
  const query = { resource: RESOURCE, ...(client ? { client_id: client } : {}) }
  const search = (version: string) => new URLSearchParams({ 'api-version': version, ...query }).toString()
  return {
    place,
    find: async () => {
      if (endpoint && header) {
        const url = parseServiceAddress(endpoint, place)
        url.search = search('2019-08-01')
        const headers = { 'x-identity-header': header }
        return parseAccessToken(await requestText({ url: url.href, headers }, place), place, now())
      }
      const base = (env.AZURE_POD_IDENTITY_AUTHORITY_HOST || MACHINE).replace(/\/+$/, '')
      const url = `${base}/metadata/identity/oauth2/token?${search('2018-02-01')}`
      const text = await tryAsk(url, place)
      return text === undefined ? undefined : parseAccessToken(text, place, now())
    },
  }
}

/** Undefined on any machine that has no such identity: nobody answers, or a metadata service that knows of none. */
async function tryAsk(url: string, place: string): Promise<string | undefined> {
  const knock = { url, headers: { metadata: 'true' }, timeoutMs: KNOCK_MS, attempts: 2 }
  try {
    return await requestText(knock, place)
  } catch (error) {
    if (error instanceof SlipwayError) return undefined
    throw error
  }
}
